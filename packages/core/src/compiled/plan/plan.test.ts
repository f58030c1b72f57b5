import { describe, expect, it } from "vitest";
import {
  add,
  conv,
  gather,
  input,
  loop,
  matMul,
  maxPool,
  mul,
  neg,
  pad,
  reduceSum,
  relu,
  reshape,
  scalar,
  slice,
  sub,
  transpose,
} from "../../graph/ops/index.ts";
import { simplify } from "../../graph/simplify.ts";
import type { Graph, Value } from "../../graph/value.ts";
import { adam, dense, dropout, l1, sequential } from "../../index.ts";
import { nodeRuntime } from "../../runtime/node.ts";
import { type CohortPlan, cohortsOf } from "../../training/cohort/plan-cohorts.ts";
import { compileTraining } from "../../training/program/compile-training.ts";
import { toRecipe } from "../../training/recipe/recipe.ts";
import { planGraph } from "./plan.ts";
import { printPlan } from "./print-plan.ts";

function printed(inputs: readonly Value[], outputs: Readonly<Record<string, Value>>): string {
  const graph: Graph = { name: "test", inputs, outputs: Object.entries(outputs) };
  return printPlan(planGraph(simplify(graph), {}));
}

describe("a plan", () => {
  const [x, w, b] = [input("x", "float32", [4, 3]), input("w", "float32", [3, 2]), input("b", "float32", [2])];

  it("computes what follows a product in the product's own pass", () => {
    expect(printed([x, w, b], { y: relu(add(matMul(x, w), b)) })).toMatchInlineSnapshot(`
      "plan(x[4,3], w[3,2], b[2])
        product MatMul[4,2] = x[3i + j] [4,3] x w[2i + j] [3,2]
          Relu[2i + j] = Relu(Add(MatMul[2i + j], b[j]))
        return y = Relu[2i + j]"
    `);
  });

  it("stores a value once that several nests read, and lets what is cheap be computed where it is read", () => {
    const hidden = relu(matMul(x, w));
    expect(
      printed([x, w], { sum: reduceSum(hidden, [0]), gram: matMul(transpose(hidden, [1, 0]), hidden) }),
    ).toMatchInlineSnapshot(`
      "plan(x[4,3], w[3,2])
        product MatMul[4,2] = x[3i + j] [4,3] x w[2i + j] [3,2]
          Relu[2i + j] = Relu(MatMul[2i + j])
        reduce ReduceSum[1,2] = add over [4,2] of Relu[2i + j]
          ReduceSum[j] = ReduceSum[j]
        product MatMul.1[2,2] = Relu[i + 2j] [2,4] x Relu[2i + j] [4,2]
          MatMul.1[2i + j] = MatMul.1[2i + j]
        return sum = ReduceSum[i]
        return gram = MatMul.1[2i + j]"
    `);
  });

  it("computes parts where they belong in the whole, and views without moving anything", () => {
    const whole = reshape(mul(transpose(x, [1, 0]), scalar(2)), [12]);
    expect(printed([x], { whole })).toMatchInlineSnapshot(`
      "plan(x[4,3])
        map Mul[3,4]
          Mul[4i + j] = Mul(x[i + 3j], 2)
        return whole = Mul[i]"
    `);
  });

  it("cuts pieces out where they are read, and computes what zeros surround where it lies among them", () => {
    const middle = slice(x, 0, 1, 2);
    expect(printed([x, w], { y: pad(relu(matMul(middle, w)), [1, 0], [0, 2]), z: neg(middle) })).toMatchInlineSnapshot(`
      "plan(x[4,3], w[3,2])
        product MatMul[2,2] = x[3i + j + 3] [2,3] x w[2i + j] [3,2]
          Pad[4i + j + 4] = Relu(MatMul[2i + j])
        map Pad[1,4]
          Pad[j] = 0
        map Pad[2,2]
          Pad[4i + j + 6] = 0
        map Neg[2,3]
          Neg[3i + j] = Neg(x[3i + j + 3])
        return y = Pad[4i + j]
        return z = Neg[3i + j]"
    `);
  });

  it("sees windows where an image lies, and puts them side by side for the product with the kernels", () => {
    const [image, kernel] = [input("image", "float32", [4, 1, 5, 5]), input("kernel", "float32", [2, 1, 3, 3])];
    const bias = input("bias", "float32", [2, 1, 1]);
    const geometry = { strides: [1, 1], pads: [0, 0, 0, 0], dilations: [1, 1], groups: 1 };
    const y = maxPool(relu(add(conv(image, kernel, geometry), bias)), {
      window: [2, 2],
      strides: [1, 1],
      pads: [0, 0, 0, 0],
    });
    expect(printed([image, kernel, bias], { y })).toMatchInlineSnapshot(`
      "plan(image[4,1,5,5], kernel[2,1,3,3], bias[2,1,1])
        map Copy[4,1,3,3,3,3]
          Copy[81i + 27k + 9l + 3m + n] = image[25i + 5k + l + 5m + n]
        product MatMul[4,1,2,9] = kernel[9k + l] [4,1,2,9] x Copy[81i + 9k + l] [4,1,9,9]
          MatMul[18i + 9k + l] = MatMul[18i + 9k + l]
        reduce ReduceMax[4,2,2,1,2,1] = max over [4,2,2,2,2,2] of MatMul[18i + 9j + 3k + 3l + m + n]
          Relu[8i + 4j + 2k + m] = Relu(Add(ReduceMax[8i + 4j + 2k + m], bias[j]))
        return y = Relu[8i + 4j + 2k + l]"
    `);
  });

  it("picks rows where they are read, by the iteration's number too", () => {
    const [rows, table] = [input("rows", "int32", ["K", 2]), input("table", "float32", ["N", 3])];
    const start = input("start", "float32", [2, 3]);
    const count = input("count", "int64", []);
    const [end] = loop(count, [start], (step, [sum]) => [add(sum as Value, gather(table, gather(rows, step)))]);
    expect(printed([count, rows, table, start], { end: end as Value })).toMatchInlineSnapshot(`
      "plan(count[], rows[K,2], table[N,3], start[2,3])
        loop count[]
          map Next[2,3]
            Next[3i + j] in start+0 = Add(start[3i + j], table[rows[step*2 + i]*3 + j])
        return end = start[3i + j]"
    `);
  });

  it("writes over what a loop carries only where nothing reads it any more", () => {
    const [p, q, count] = [input("p", "float32", [3]), input("q", "float32", [3]), input("count", "int64", [])];
    const swapped = loop(count, [p, q], (_, [a, c]) => [c as Value, a as Value]);
    expect(printed([count, p, q], { p: swapped[0] as Value, q: swapped[1] as Value })).toMatchInlineSnapshot(`
      "plan(count[], p[3], q[3])
        loop count[]
          map Next[3]
            Next[i] = q[i]
          map Next[3]
            Next.1[i] = p[i]
          map Next[3]
            p[i] = Next[i]
          map Next[3]
            q[i] = Next.1[i]
        return p = p[i]
        return q = q[i]"
    `);
    const shifted = loop(count, [p, q], (_, [a, c]) => [sub(a as Value, c as Value), mul(c as Value, scalar(3))]);
    expect(printed([count, p, q], { p: shifted[0] as Value, q: shifted[1] as Value })).toMatchInlineSnapshot(`
      "plan(count[], p[3], q[3])
        loop count[]
          map Next[3]
            Next[i] in p+0 = Sub(p[i], q[i])
            Next.1[i] in q+0 = Mul(q[i], 3)
        return p = p[i]
        return q = q[i]"
    `);
  });

  it("does nothing behind a loop before the loop has run", () => {
    const [p, s, count] = [input("p", "float32", [3]), input("s", "float32", []), input("count", "int64", [])];
    const [end] = loop(count, [p], (_, [a]) => [mul(a as Value, mul(s, scalar(2)))]);
    expect(printed([count, p, s], { y: mul(end as Value, scalar(5)) })).toMatchInlineSnapshot(`
      "plan(count[], p[3], s[])
        map Mul[]
          Mul[] = Mul(s[], 2)
        loop count[]
          map Next[3]
            Next[i] in p+0 = Mul(p[i], Mul[])
        map Mul[3]
          Mul.1[i] = Mul(p[i], 5)
        return y = Mul.1[i]"
    `);
  });
});

it("the training step of a network is one pass a product and one over the weights", () => {
  const model = sequential({
    inputShape: [5],
    layers: [dense({ units: 8, activation: "relu" }), dropout({ rate: [0.1, 0.5] }), dense({ units: 2 })],
  });
  const recipe = toRecipe(model, {
    ...{ runtime: nodeRuntime(), loss: "softmaxCrossEntropy", optimizer: adam(), batchSize: 4 },
    ...{ regularizer: l1({ alpha: [0, 0.1] }), candidates: [0, 1] },
  });
  const [cohort] = cohortsOf(model, recipe, 8, undefined) as readonly [CohortPlan];
  const plan = planGraph(simplify(compileTraining(model, recipe, cohort).graph), { R: 1 });
  expect(printPlan(plan)).toMatchInlineSnapshot(`
    "plan(stepCount[], x[N,5], targets[N,2], rows[K,4], rowWeights[K,4], in/small[1,66], in/small/mean[1,66], in/small/square[1,66], l1#0/alpha[1], dropout0/rate[1], noise/dropout0[K,4,8], step/rate[K,1], step/uncorrected[K,1], step/floor[K,1], step/plain[K,1], step/reach[K,1])
      map Concat[40]
        Concat[i] = 1
      map Concat[8]
        Concat[i + 40] = 0
      map Concat[16]
        Concat[i + 48] = 1
      map Concat[2]
        Concat[i + 64] = 0
      map Mul[1,1,1]
        Mul[] = Mul(dropout0/rate[], 65536)
        Reciprocal[] = Reciprocal(Sub(1, dropout0/rate[]))
      map Mul[1,66]
        Mul.1[j] = Mul(l1#0/alpha[], Concat[j])
      loop stepCount[]
        map Copy[4,5]
          MatMul.operand[5i + j] = x[rows[step*4 + i]*5 + j]
        product MatMul[1,4,8] = MatMul.operand[5j + k] [1,4,5] x in/small[8j + k] [1,5,8]
          Mul.2[8j + k] = Mul(Relu(Add(MatMul[8j + k], in/small[k + 40])), Mul(Cast(GreaterOrEqual(noise/dropout0[step*32 + 8j + k], Mul[])), Reciprocal[]))
          MatMul[8j + k] = MatMul[8j + k]
        product MatMul.1[1,4,2] = Mul.2[8j + k] [1,4,8] x in/small[2j + k + 48] [1,8,2]
          Add[2j + k] = Add(MatMul.1[2j + k], in/small[k + 64])
        reduce ReduceMax[1,4,1] = max over [1,4,2] of Add[2j + k]
          ReduceMax[j] = ReduceMax[j]
        map Exp[1,4,2]
          Exp[2j + k] = Exp(Sub(Add[2j + k], ReduceMax[j]))
        reduce ReduceSum[1,4,1] = add over [1,4,2] of Exp[2j + k]
          ReduceSum[j] = ReduceSum[j]
        map Mul[1,4,2]
          Mul.3[2j + k] = Mul(Sub(Div(Exp[2j + k], ReduceSum[j]), targets[rows[step*4 + j]*2 + k]), Mul(1, rowWeights[step*4 + j]))
        map Copy[1,2,8]
          MatMul.turned[8j + k] = in/small[j + 2k + 48]
        product MatMul.2[1,4,8] = Mul.3[2j + k] [1,4,2] x MatMul.turned[8j + k] [1,2,8]
          Mul.4[8j + k] = Mul(Mul(MatMul.2[8j + k], Mul(Cast(GreaterOrEqual(noise/dropout0[step*32 + 8j + k], Mul[])), Reciprocal[])), IsPositive(Relu(Add(MatMul[8j + k], in/small[k + 40]))))
        product MatMul.3[1,5,8] = MatMul.operand[j + 5k] [1,5,4] x Mul.4[8j + k] [1,4,8]
          MatMul.3[8j + k] in Concat.1+0 = MatMul.3[8j + k]
        reduce ReduceSum.1[1,1,8] = add over [1,4,8] of Mul.4[8j + k]
          ReduceSum.1[k] in Concat.1+40 = ReduceSum.1[k]
        product MatMul.4[1,8,2] = Mul.2[j + 8k] [1,8,4] x Mul.3[2j + k] [1,4,2]
          MatMul.4[2j + k] in Concat.1+48 = MatMul.4[2j + k]
        reduce ReduceSum.2[1,1,2] = add over [1,4,2] of Mul.3[2j + k]
          ReduceSum.2[k] in Concat.1+64 = ReduceSum.2[k]
        map Next[1,66]
          Next[j] in in/small+0 = Sub(Sub(in/small[j], Mul(Div(step/rate[step*1], Add(Sqrt(Add(Mul(0.9990000128746033, in/small/square[j]), Mul(Concat.1[j], Concat.1[j]))), step/floor[step*1])), Add(Mul(0.8999999761581421, in/small/mean[j]), Concat.1[j]))), Max(Min(Sub(in/small[j], Mul(Div(step/rate[step*1], Add(Sqrt(Add(Mul(0.9990000128746033, in/small/square[j]), Mul(Concat.1[j], Concat.1[j]))), step/floor[step*1])), Add(Mul(0.8999999761581421, in/small/mean[j]), Concat.1[j]))), Min(Mul(Where(Cast(Add(Mul(0.9990000128746033, in/small/square[j]), Mul(Concat.1[j], Concat.1[j]))), Mul(Div(step/rate[step*1], Add(Sqrt(Add(Mul(0.9990000128746033, in/small/square[j]), Mul(Concat.1[j], Concat.1[j]))), step/floor[step*1])), step/uncorrected[step*1]), step/plain[step*1]), Mul.1[j]), step/reach[step*1])), Neg(Min(Mul(Where(Cast(Add(Mul(0.9990000128746033, in/small/square[j]), Mul(Concat.1[j], Concat.1[j]))), Mul(Div(step/rate[step*1], Add(Sqrt(Add(Mul(0.9990000128746033, in/small/square[j]), Mul(Concat.1[j], Concat.1[j]))), step/floor[step*1])), step/uncorrected[step*1]), step/plain[step*1]), Mul.1[j]), step/reach[step*1]))))
          Next.1[j] in in/small/mean+0 = Add(Mul(0.8999999761581421, in/small/mean[j]), Concat.1[j])
          Next.2[j] in in/small/square+0 = Add(Mul(0.9990000128746033, in/small/square[j]), Mul(Concat.1[j], Concat.1[j]))
      reduce ReduceSum.3[1,1] = add over [1,66] of in/small[j]
        Mul.5[] = Mul(ReduceSum.3[], 0)
      return out/small = in/small[j]
      return out/small/mean = in/small/mean[j]
      return out/small/square = in/small/square[j]
      return finite = Mul.5[]"
  `);
});

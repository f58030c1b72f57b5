import { describe, expect, it } from "vitest";
import { printGraph } from "../graph/print.ts";
import { simplify } from "../graph/simplify.ts";
import { dense, dropout, type FitOptions, l1, l2, type Optimizer, type Sweep, sequential, sgd } from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { compileTraining } from "./compile-training.ts";
import { type CohortPlan, cohortsOf } from "./plan-cohorts.ts";
import { toRecipe } from "./recipe.ts";

/** A network of 2 inputs, 3 hidden units and 2 classes, trained in batches of 4 with dropout, l1 and l2. */
function printed(optimizer: Optimizer, alpha: Sweep): string {
  const model = sequential({
    inputShape: [2],
    layers: [dense({ units: 3, activation: "relu" }), dropout({ rate: 0.5 }), dense({ units: 2 })],
  });
  const options: FitOptions = {
    runtime: nodeRuntime(),
    loss: "softmaxCrossEntropy",
    optimizer,
    batchSize: 4,
    regularizer: [l1({ alpha }), l2({ alpha: 0.01 })],
  };
  const recipe = toRecipe(model, options);
  const [cohort] = cohortsOf(model, recipe, 8, undefined) as readonly [CohortPlan];
  return printGraph(simplify(compileTraining(model, recipe, cohort).graph));
}

describe("the training graph of a tiny network", () => {
  const momentum = sgd({ learningRate: 0.1, momentum: 0.9 });

  it("for one replica has no replica axis", () => {
    expect(printed(momentum, 0.1)).toMatchInlineSnapshot(`
      "graph training(stepCount: int64[], x: float32[N, 2], targets: float32[N, 2], rows: int32[K, 4], rowWeights: float32[K, 4], in/small: float32[17], in/small/velocity: float32[17], l1#0/alpha: float32[], l2#1/alpha: float32[], dropout0/rate: float32[], noise/dropout0: bool[K, 4, 3], step/rate: float32[K], step/reach: float32[K])
        %17: float32[17] = Concat(const[6], const[3], const[6], const[2]) {axis: 0}
        %18: float32[17] = Mul(l2#1/alpha, %17)
        %20: float32[] = Sub(1, dropout0/rate)
        %21: float32[] = Reciprocal(%20)
        %22: float32[17] = Mul(l1#0/alpha, %17)
        %23: float32[17], %24: float32[17] = Loop(stepCount, in/small, in/small/velocity)
          each (iteration#25: int64[], carried0#26: float32[17], carried1#27: float32[17])
          %28: float32[] = Gather(step/rate, iteration#25) {axis: 0}
          %29: float32[17] = Mul(0.8999999761581421, carried1#27)
          %30: float32[17] = Mul(%18, carried0#26)
          %31: int32[4] = Gather(rows, iteration#25) {axis: 0}
          %32: float32[4, 2] = Gather(x, %31) {axis: 0}
          %33: float32[6], %34: float32[3], %35: float32[6], %36: float32[2] = Split(carried0#26) {axis: 0, sizes: [6,3,6,2]}
          %37: float32[2, 3] = Reshape(%33) {shape: [2,3]}
          %38: float32[4, 3] = MatMul(%32, %37)
          %39: float32[4, 3] = Add(%38, %34)
          %40: float32[4, 3] = Relu(%39)
          %41: bool[4, 3] = Gather(noise/dropout0, iteration#25) {axis: 0}
          %42: float32[4, 3] = Cast(%41) {to: "float32"}
          %43: float32[4, 3] = Mul(%42, %21)
          %44: float32[4, 3] = Mul(%40, %43)
          %45: float32[3, 2] = Reshape(%35) {shape: [3,2]}
          %46: float32[4, 2] = MatMul(%44, %45)
          %47: float32[4, 2] = Add(%46, %36)
          %48: float32[4, 2] = Softmax(%47)
          %49: float32[4, 2] = Gather(targets, %31) {axis: 0}
          %50: float32[4, 2] = Sub(%48, %49)
          %51: float32[4] = Gather(rowWeights, iteration#25) {axis: 0}
          %52: float32[4, 1] = Reshape(%51) {shape: [4,1]}
          %53: float32[4, 2] = Mul(%50, %52)
          %54: float32[4, 3] = MatMul(%53, %45) {transB: true}
          %55: float32[4, 3] = Mul(%54, %43)
          %56: bool[4, 3] = Cast(%40) {to: "bool"}
          %57: float32[4, 3] = Cast(%56) {to: "float32"}
          %58: float32[4, 3] = Mul(%55, %57)
          %59: float32[2, 3] = MatMul(%32, %58) {transA: true}
          %60: float32[6] = Reshape(%59) {shape: [6]}
          %61: float32[3] = ReduceSum(%58) {axes: [0]}
          %62: float32[3, 2] = MatMul(%44, %53) {transA: true}
          %63: float32[6] = Reshape(%62) {shape: [6]}
          %64: float32[2] = ReduceSum(%53) {axes: [0]}
          %65: float32[17] = Concat(%60, %61, %63, %64) {axis: 0}
          %66: float32[17] = Add(%30, %65)
          %67: float32[17] = Add(%29, %66)
          %68: float32[17] = Mul(%28, %67)
          %69: float32[17] = Sub(carried0#26, %68)
          %70: float32[] = Gather(step/reach, iteration#25) {axis: 0}
          %71: float32[17] = Mul(%70, %22)
          %72: float32[17] = Min(%69, %71)
          %73: float32[17] = Neg(%71)
          %74: float32[17] = Max(%72, %73)
          %75: float32[17] = Sub(%69, %74)
          yield %75, %67
        %77: float32[17] = Mul(%23, 0)
        %78: float32[] = ReduceSum(%77) {axes: [0]}
        return out/small = %23
        return out/small/velocity = %24
        return finite = %78"
    `);
  });

  it("for two replicas has an axis R, and otherwise the same steps", () => {
    expect(printed(momentum, [0.1, 0.2])).toMatchInlineSnapshot(`
      "graph training(stepCount: int64[], x: float32[N, 2], targets: float32[N, 2], rows: int32[K, 4], rowWeights: float32[K, 4], in/small: float32[R, 17], in/small/velocity: float32[R, 17], l1#0/alpha: float32[R], l2#1/alpha: float32[R], dropout0/rate: float32[R], noise/dropout0: float32[K, 4, 3], step/rate: float32[K, R], step/reach: float32[K, R])
        %14: float32[R, 1] = Reshape(l2#1/alpha) {shape: ["R",1]}
        %18: float32[17] = Concat(const[6], const[3], const[6], const[2]) {axis: 0}
        %19: float32[R, 17] = Mul(%14, %18)
        %20: float32[R, 1, 1] = Reshape(dropout0/rate) {shape: ["R",1,1]}
        %22: float32[R, 1, 1] = Mul(%20, 65536)
        %24: float32[R, 1, 1] = Sub(1, %20)
        %25: float32[R, 1, 1] = Reciprocal(%24)
        %27: float32[R, 1] = Reshape(l1#0/alpha) {shape: ["R",1]}
        %28: float32[R, 17] = Mul(%27, %18)
        %29: float32[R, 17], %30: float32[R, 17] = Loop(stepCount, in/small, in/small/velocity)
          each (iteration#31: int64[], carried0#32: float32[R, 17], carried1#33: float32[R, 17])
          %34: float32[R] = Gather(step/rate, iteration#31) {axis: 0}
          %35: float32[R, 1] = Reshape(%34) {shape: ["R",1]}
          %36: float32[R, 17] = Mul(0.8999999761581421, carried1#33)
          %37: float32[R, 17] = Mul(%19, carried0#32)
          %38: int32[4] = Gather(rows, iteration#31) {axis: 0}
          %39: float32[4, 2] = Gather(x, %38) {axis: 0}
          %40: float32[R, 6], %41: float32[R, 3], %42: float32[R, 6], %43: float32[R, 2] = Split(carried0#32) {axis: 1, sizes: [6,3,6,2]}
          %44: float32[R, 2, 3] = Reshape(%40) {shape: ["R",2,3]}
          %45: float32[R, 4, 3] = MatMul(%39, %44)
          %46: float32[R, 1, 3] = Reshape(%41) {shape: ["R",1,3]}
          %47: float32[R, 4, 3] = Add(%45, %46)
          %48: float32[R, 4, 3] = Relu(%47)
          %49: float32[4, 3] = Gather(noise/dropout0, iteration#31) {axis: 0}
          %50: bool[R, 4, 3] = GreaterOrEqual(%49, %22)
          %51: float32[R, 4, 3] = Cast(%50) {to: "float32"}
          %52: float32[R, 4, 3] = Mul(%51, %25)
          %53: float32[R, 4, 3] = Mul(%48, %52)
          %54: float32[R, 3, 2] = Reshape(%42) {shape: ["R",3,2]}
          %55: float32[R, 4, 2] = MatMul(%53, %54)
          %56: float32[R, 1, 2] = Reshape(%43) {shape: ["R",1,2]}
          %57: float32[R, 4, 2] = Add(%55, %56)
          %58: float32[R, 4, 2] = Softmax(%57)
          %59: float32[4, 2] = Gather(targets, %38) {axis: 0}
          %60: float32[R, 4, 2] = Sub(%58, %59)
          %61: float32[4] = Gather(rowWeights, iteration#31) {axis: 0}
          %62: float32[1, 4] = Mul(1, %61)
          %63: float32[1, 4, 1] = Reshape(%62) {shape: [1,4,1]}
          %64: float32[R, 4, 2] = Mul(%60, %63)
          %65: float32[R, 4, 3] = MatMul(%64, %54) {transB: true}
          %66: float32[R, 4, 3] = Mul(%65, %52)
          %67: bool[R, 4, 3] = Cast(%48) {to: "bool"}
          %68: float32[R, 4, 3] = Cast(%67) {to: "float32"}
          %69: float32[R, 4, 3] = Mul(%66, %68)
          %70: float32[R, 2, 3] = MatMul(%39, %69) {transA: true}
          %71: float32[R, 6] = Reshape(%70) {shape: ["R",6]}
          %72: float32[R, 3] = ReduceSum(%69) {axes: [1]}
          %73: float32[R, 3, 2] = MatMul(%53, %64) {transA: true}
          %74: float32[R, 6] = Reshape(%73) {shape: ["R",6]}
          %75: float32[R, 2] = ReduceSum(%64) {axes: [1]}
          %76: float32[R, 17] = Concat(%71, %72, %74, %75) {axis: 1}
          %77: float32[R, 17] = Add(%37, %76)
          %78: float32[R, 17] = Add(%36, %77)
          %79: float32[R, 17] = Mul(%35, %78)
          %80: float32[R, 17] = Sub(carried0#32, %79)
          %81: float32[R] = Gather(step/reach, iteration#31) {axis: 0}
          %82: float32[R, 1] = Reshape(%81) {shape: ["R",1]}
          %83: float32[R, 17] = Mul(%82, %28)
          %84: float32[R, 17] = Min(%80, %83)
          %85: float32[R, 17] = Neg(%83)
          %86: float32[R, 17] = Max(%84, %85)
          %87: float32[R, 17] = Sub(%80, %86)
          yield %87, %78
        %89: float32[R, 17] = Mul(%29, 0)
        %90: float32[R] = ReduceSum(%89) {axes: [1]}
        return out/small = %29
        return out/small/velocity = %30
        return finite = %90"
    `);
  });
});

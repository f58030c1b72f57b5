import { describe, expect, it } from "vitest";
import { printGraph } from "../../graph/print.ts";
import { simplify } from "../../graph/simplify.ts";
import { dense, dropout, type FitOptions, l1, l2, type Optimizer, type Sweep, sequential, sgd } from "../../index.ts";
import { nodeRuntime } from "../../runtime/node.ts";
import { type CohortPlan, cohortsOf } from "../cohort/plan-cohorts.ts";
import { toRecipe } from "../recipe/recipe.ts";
import { compileTraining } from "./compile-training.ts";

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
      "graph training(stepCount: int64[], x: float32[N, 2], targets: float32[N, 2], rows: int32[K, 4], rowWeights: float32[K, 4], in/small: float32[17], in/small/velocity: float32[17], l1#0/alpha: float32[], l2#1/alpha: float32[], learningRate: float32[], dropout0/rate: float32[], noise/dropout0: bool[K, 4, 3], step/rate: float32[K], step/reach: float32[K])
        %16: float32[1] = Mul(1, learningRate)
        %20: float32[17] = Concat(const[6], const[3], const[6], const[2]) {axis: 0}
        %21: float32[17] = Mul(l2#1/alpha, %20)
        %22: float32[17] = Mul(%16, %21)
        %24: float32[] = Sub(1, dropout0/rate)
        %25: float32[] = Reciprocal(%24)
        %26: float32[K, 4] = Mul(rowWeights, learningRate)
        %27: float32[K, 4, 1] = Reshape(%26) {shape: ["K",4,1]}
        %28: float32[17] = Mul(l1#0/alpha, %20)
        %29: float32[17], %30: float32[17] = Loop(stepCount, in/small, in/small/velocity)
          each (iteration#31: int64[], carried0#32: float32[17], carried1#33: float32[17])
          %34: float32[17] = Mul(0.8999999761581421, carried1#33)
          %35: float32[17] = Mul(%22, carried0#32)
          %36: int32[4] = Gather(rows, iteration#31) {axis: 0}
          %37: float32[4, 2] = Gather(x, %36) {axis: 0}
          %38: float32[6], %39: float32[3], %40: float32[6], %41: float32[2] = Split(carried0#32) {axis: 0, sizes: [6,3,6,2]}
          %42: float32[2, 3] = Reshape(%38) {shape: [2,3]}
          %43: float32[4, 3] = MatMul(%37, %42)
          %44: float32[4, 3] = Add(%43, %39)
          %45: float32[4, 3] = Relu(%44)
          %46: bool[4, 3] = Gather(noise/dropout0, iteration#31) {axis: 0}
          %47: float32[4, 3] = Cast(%46) {to: "float32"}
          %48: float32[4, 3] = Mul(%47, %25)
          %49: float32[4, 3] = Mul(%45, %48)
          %50: float32[3, 2] = Reshape(%40) {shape: [3,2]}
          %51: float32[4, 2] = MatMul(%49, %50)
          %52: float32[4, 2] = Add(%51, %41)
          %53: float32[4, 2] = Softmax(%52)
          %54: float32[4, 2] = Gather(targets, %36) {axis: 0}
          %55: float32[4, 2] = Sub(%53, %54)
          %56: float32[4, 1] = Gather(%27, iteration#31) {axis: 0}
          %57: float32[4, 2] = Mul(%55, %56)
          %58: float32[4, 3] = MatMul(%57, %50) {transB: true}
          %59: float32[4, 3] = Mul(%58, %48)
          %60: float32[4, 3] = IsPositive(%45)
          %61: float32[4, 3] = Mul(%59, %60)
          %62: float32[2, 3] = MatMul(%37, %61) {transA: true}
          %63: float32[6] = Reshape(%62) {shape: [6]}
          %64: float32[3] = ReduceSum(%61) {axes: [0]}
          %65: float32[3, 2] = MatMul(%49, %57) {transA: true}
          %66: float32[6] = Reshape(%65) {shape: [6]}
          %67: float32[2] = ReduceSum(%57) {axes: [0]}
          %68: float32[17] = Concat(%63, %64, %66, %67) {axis: 0}
          %69: float32[17] = Add(%35, %68)
          %70: float32[17] = Add(%34, %69)
          %71: float32[17] = Sub(carried0#32, %70)
          %72: float32[] = Gather(step/reach, iteration#31) {axis: 0}
          %73: float32[17] = Mul(%72, %28)
          %74: float32[17] = Min(%71, %73)
          %75: float32[17] = Neg(%73)
          %76: float32[17] = Max(%74, %75)
          %77: float32[17] = Sub(%71, %76)
          yield %77, %70
        %78: float32[] = ReduceSum(%29) {axes: [0]}
        %80: float32[] = Mul(%78, 0)
        return out/small = %29
        return out/small/velocity = %30
        return finite = %80"
    `);
  });

  it("for two replicas has an axis R, and otherwise the same steps", () => {
    expect(printed(momentum, [0.1, 0.2])).toMatchInlineSnapshot(`
      "graph training(stepCount: int64[], x: float32[N, 2], targets: float32[N, 2], rows: int32[K, 4], rowWeights: float32[K, 4], in/small: float32[R, 17], in/small/velocity: float32[R, 17], l1#0/alpha: float32[R], l2#1/alpha: float32[R], learningRate: float32[R], dropout0/rate: float32[R], noise/dropout0: float32[K, 4, 3], step/rate: float32[K, R], step/reach: float32[K, R])
        %15: float32[R, 1] = Reshape(learningRate) {shape: ["R",1]}
        %16: float32[R, 1] = Reshape(l2#1/alpha) {shape: ["R",1]}
        %20: float32[17] = Concat(const[6], const[3], const[6], const[2]) {axis: 0}
        %21: float32[R, 17] = Mul(%16, %20)
        %22: float32[R, 17] = Mul(%15, %21)
        %23: float32[R, 1, 1] = Reshape(dropout0/rate) {shape: ["R",1,1]}
        %25: float32[R, 1, 1] = Mul(%23, 65536)
        %27: float32[R, 1, 1] = Sub(1, %23)
        %28: float32[R, 1, 1] = Reciprocal(%27)
        %29: float32[K, 1, 4] = Reshape(rowWeights) {shape: ["K",1,4]}
        %30: float32[K, R, 4] = Mul(%29, %15)
        %31: float32[K, R, 4, 1] = Reshape(%30) {shape: ["K","R",4,1]}
        %32: float32[K, R, 1] = Reshape(step/reach) {shape: ["K","R",1]}
        %33: float32[R, 1] = Reshape(l1#0/alpha) {shape: ["R",1]}
        %34: float32[R, 17] = Mul(%33, %20)
        %35: float32[R, 17], %36: float32[R, 17] = Loop(stepCount, in/small, in/small/velocity)
          each (iteration#37: int64[], carried0#38: float32[R, 17], carried1#39: float32[R, 17])
          %40: float32[R, 17] = Mul(0.8999999761581421, carried1#39)
          %41: float32[R, 17] = Mul(%22, carried0#38)
          %42: int32[4] = Gather(rows, iteration#37) {axis: 0}
          %43: float32[4, 2] = Gather(x, %42) {axis: 0}
          %44: float32[R, 6], %45: float32[R, 3], %46: float32[R, 6], %47: float32[R, 2] = Split(carried0#38) {axis: 1, sizes: [6,3,6,2]}
          %48: float32[R, 2, 3] = Reshape(%44) {shape: ["R",2,3]}
          %49: float32[R, 4, 3] = MatMul(%43, %48)
          %50: float32[R, 1, 3] = Reshape(%45) {shape: ["R",1,3]}
          %51: float32[R, 4, 3] = Add(%49, %50)
          %52: float32[R, 4, 3] = Relu(%51)
          %53: float32[4, 3] = Gather(noise/dropout0, iteration#37) {axis: 0}
          %54: bool[R, 4, 3] = GreaterOrEqual(%53, %25)
          %55: float32[R, 4, 3] = Cast(%54) {to: "float32"}
          %56: float32[R, 4, 3] = Mul(%55, %28)
          %57: float32[R, 4, 3] = Mul(%52, %56)
          %58: float32[R, 3, 2] = Reshape(%46) {shape: ["R",3,2]}
          %59: float32[R, 4, 2] = MatMul(%57, %58)
          %60: float32[R, 1, 2] = Reshape(%47) {shape: ["R",1,2]}
          %61: float32[R, 4, 2] = Add(%59, %60)
          %62: float32[R, 4, 2] = Softmax(%61)
          %63: float32[4, 2] = Gather(targets, %42) {axis: 0}
          %64: float32[R, 4, 2] = Sub(%62, %63)
          %65: float32[R, 4, 1] = Gather(%31, iteration#37) {axis: 0}
          %66: float32[R, 4, 2] = Mul(%64, %65)
          %67: float32[R, 4, 3] = MatMul(%66, %58) {transB: true}
          %68: float32[R, 4, 3] = Mul(%67, %56)
          %69: float32[R, 4, 3] = IsPositive(%52)
          %70: float32[R, 4, 3] = Mul(%68, %69)
          %71: float32[R, 2, 3] = MatMul(%43, %70) {transA: true}
          %72: float32[R, 6] = Reshape(%71) {shape: ["R",6]}
          %73: float32[R, 3] = ReduceSum(%70) {axes: [1]}
          %74: float32[R, 3, 2] = MatMul(%57, %66) {transA: true}
          %75: float32[R, 6] = Reshape(%74) {shape: ["R",6]}
          %76: float32[R, 2] = ReduceSum(%66) {axes: [1]}
          %77: float32[R, 17] = Concat(%72, %73, %75, %76) {axis: 1}
          %78: float32[R, 17] = Add(%41, %77)
          %79: float32[R, 17] = Add(%40, %78)
          %80: float32[R, 17] = Sub(carried0#38, %79)
          %81: float32[R, 1] = Gather(%32, iteration#37) {axis: 0}
          %82: float32[R, 17] = Mul(%81, %34)
          %83: float32[R, 17] = Min(%80, %82)
          %84: float32[R, 17] = Neg(%82)
          %85: float32[R, 17] = Max(%83, %84)
          %86: float32[R, 17] = Sub(%80, %85)
          yield %86, %79
        %87: float32[R] = ReduceSum(%35) {axes: [1]}
        %89: float32[R] = Mul(%87, 0)
        return out/small = %35
        return out/small/velocity = %36
        return finite = %89"
    `);
  });
});

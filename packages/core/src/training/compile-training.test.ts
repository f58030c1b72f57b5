import { describe, expect, it } from "vitest";
import { printGraph } from "../graph/print.ts";
import { simplify } from "../graph/simplify.ts";
import { dense, dropout, type FitOptions, l1, l2, type Optimizer, type Sweep, sequential, sgd } from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { compileTraining } from "./compile-training.ts";
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
  return printGraph(simplify(compileTraining(model, toRecipe(model, options, 8)).graph));
}

describe("the training graph of a tiny network", () => {
  const momentum = sgd({ learningRate: 0.1, momentum: 0.9 });

  it("for one replica has no replica axis", () => {
    expect(printed(momentum, 0.1)).toMatchInlineSnapshot(`
      "graph training(stepCount: int64[], x: float32[N, 2], targets: float32[N, 2], rows: int32[K, 4], rowWeights: float32[K, 4], step/rate: float32[K], step/reach: float32[K], in/small: float32[17], in/small/velocity: float32[17], l10/alpha: float32[], l21/alpha: float32[], dropout0/rate: float32[], noise/dropout0: bool[K, 4, 3])
        %15: float32[1] = Reshape(1) {shape: [1]}
        %19: float32[17] = Concat(const[6], const[3], const[6], const[2]) {axis: 0}
        %20: float32[17] = Mul(l21/alpha, %19)
        %21: float32[17] = Mul(%15, %20)
        %22: float32[] = Sub(1, dropout0/rate)
        %23: float32[] = Reciprocal(%22)
        %24: float32[17] = Mul(l10/alpha, %19)
        %25: float32[17], %26: float32[17] = Loop(stepCount, in/small, in/small/velocity)
          each (iteration#27: int64[], carried0#28: float32[17], carried1#29: float32[17])
          %30: float32[] = Gather(step/rate, iteration#27) {axis: 0}
          %31: float32[17] = Mul(0.8999999761581421, carried1#29)
          %32: float32[17] = Mul(%21, carried0#28)
          %33: int32[4] = Gather(rows, iteration#27) {axis: 0}
          %34: float32[4, 2] = Gather(x, %33) {axis: 0}
          %35: float32[6], %36: float32[3], %37: float32[6], %38: float32[2] = Split(carried0#28) {axis: 0, sizes: [6,3,6,2]}
          %39: float32[2, 3] = Reshape(%35) {shape: [2,3]}
          %40: float32[4, 3] = MatMul(%34, %39)
          %41: float32[4, 3] = Add(%40, %36)
          %42: float32[4, 3] = Relu(%41)
          %43: bool[4, 3] = Gather(noise/dropout0, iteration#27) {axis: 0}
          %44: float32[4, 3] = Cast(%43) {to: "float32"}
          %45: float32[4, 3] = Mul(%44, %23)
          %46: float32[4, 3] = Mul(%42, %45)
          %47: float32[3, 2] = Reshape(%37) {shape: [3,2]}
          %48: float32[4, 2] = MatMul(%46, %47)
          %49: float32[4, 2] = Add(%48, %38)
          %50: float32[4, 2] = Softmax(%49)
          %51: float32[4, 2] = Gather(targets, %33) {axis: 0}
          %52: float32[4, 2] = Sub(%50, %51)
          %53: float32[4] = Gather(rowWeights, iteration#27) {axis: 0}
          %54: float32[4] = Mul(%15, %53)
          %55: float32[4, 1] = Reshape(%54) {shape: [4,1]}
          %56: float32[4, 2] = Mul(%52, %55)
          %57: float32[4, 3] = MatMul(%56, %47) {transB: true}
          %58: float32[4, 3] = Mul(%57, %45)
          %59: bool[4, 3] = Cast(%42) {to: "bool"}
          %60: float32[4, 3] = Cast(%59) {to: "float32"}
          %61: float32[4, 3] = Mul(%58, %60)
          %62: float32[2, 3] = MatMul(%34, %61) {transA: true}
          %63: float32[6] = Reshape(%62) {shape: [6]}
          %64: float32[3] = ReduceSum(%61) {axes: [0]}
          %65: float32[3, 2] = MatMul(%46, %56) {transA: true}
          %66: float32[6] = Reshape(%65) {shape: [6]}
          %67: float32[2] = ReduceSum(%56) {axes: [0]}
          %68: float32[17] = Concat(%63, %64, %66, %67) {axis: 0}
          %69: float32[17] = Add(%32, %68)
          %70: float32[17] = Add(%31, %69)
          %71: float32[17] = Mul(%30, %70)
          %72: float32[17] = Sub(carried0#28, %71)
          %73: float32[] = Gather(step/reach, iteration#27) {axis: 0}
          %74: float32[17] = Mul(%73, %24)
          %75: float32[17] = Min(%72, %74)
          %76: float32[17] = Neg(%74)
          %77: float32[17] = Max(%75, %76)
          %78: float32[17] = Sub(%72, %77)
          yield %78, %70
        %80: float32[17] = Mul(%25, 0)
        %81: float32[] = ReduceSum(%80) {axes: [0]}
        return out/small = %25
        return out/small/velocity = %26
        return finite = %81"
    `);
  });

  it("for two replicas has an axis R, and otherwise the same steps", () => {
    expect(printed(momentum, [0.1, 0.2])).toMatchInlineSnapshot(`
      "graph training(stepCount: int64[], x: float32[N, 2], targets: float32[N, 2], rows: int32[K, 4], rowWeights: float32[K, 4], step/rate: float32[K, R], step/reach: float32[K, R], in/small: float32[R, 17], in/small/velocity: float32[R, 17], l10/alpha: float32[R], l21/alpha: float32[R], dropout0/rate: float32[R], noise/dropout0: float32[K, 4, 3])
        %15: float32[1, 1] = Reshape(1) {shape: [1,1]}
        %16: float32[R, 1] = Reshape(l21/alpha) {shape: ["R",1]}
        %20: float32[17] = Concat(const[6], const[3], const[6], const[2]) {axis: 0}
        %21: float32[R, 17] = Mul(%16, %20)
        %22: float32[R, 17] = Mul(%15, %21)
        %23: float32[R, 1, 1] = Reshape(dropout0/rate) {shape: ["R",1,1]}
        %25: float32[R, 1, 1] = Mul(%23, 65536)
        %26: float32[R, 1, 1] = Sub(1, %23)
        %27: float32[R, 1, 1] = Reciprocal(%26)
        %28: float32[R, 1] = Reshape(l10/alpha) {shape: ["R",1]}
        %29: float32[R, 17] = Mul(%28, %20)
        %30: float32[R, 17], %31: float32[R, 17] = Loop(stepCount, in/small, in/small/velocity)
          each (iteration#32: int64[], carried0#33: float32[R, 17], carried1#34: float32[R, 17])
          %35: float32[R] = Gather(step/rate, iteration#32) {axis: 0}
          %36: float32[R, 1] = Reshape(%35) {shape: ["R",1]}
          %37: float32[R, 17] = Mul(0.8999999761581421, carried1#34)
          %38: float32[R, 17] = Mul(%22, carried0#33)
          %39: int32[4] = Gather(rows, iteration#32) {axis: 0}
          %40: float32[4, 2] = Gather(x, %39) {axis: 0}
          %41: float32[R, 6], %42: float32[R, 3], %43: float32[R, 6], %44: float32[R, 2] = Split(carried0#33) {axis: 1, sizes: [6,3,6,2]}
          %45: float32[R, 2, 3] = Reshape(%41) {shape: ["R",2,3]}
          %46: float32[R, 4, 3] = MatMul(%40, %45)
          %47: float32[R, 1, 3] = Reshape(%42) {shape: ["R",1,3]}
          %48: float32[R, 4, 3] = Add(%46, %47)
          %49: float32[R, 4, 3] = Relu(%48)
          %50: float32[4, 3] = Gather(noise/dropout0, iteration#32) {axis: 0}
          %51: bool[R, 4, 3] = GreaterOrEqual(%50, %25)
          %52: float32[R, 4, 3] = Cast(%51) {to: "float32"}
          %53: float32[R, 4, 3] = Mul(%52, %27)
          %54: float32[R, 4, 3] = Mul(%49, %53)
          %55: float32[R, 3, 2] = Reshape(%43) {shape: ["R",3,2]}
          %56: float32[R, 4, 2] = MatMul(%54, %55)
          %57: float32[R, 1, 2] = Reshape(%44) {shape: ["R",1,2]}
          %58: float32[R, 4, 2] = Add(%56, %57)
          %59: float32[R, 4, 2] = Softmax(%58)
          %60: float32[4, 2] = Gather(targets, %39) {axis: 0}
          %61: float32[R, 4, 2] = Sub(%59, %60)
          %62: float32[4] = Gather(rowWeights, iteration#32) {axis: 0}
          %63: float32[1, 4] = Mul(%15, %62)
          %64: float32[1, 4, 1] = Reshape(%63) {shape: [1,4,1]}
          %65: float32[R, 4, 2] = Mul(%61, %64)
          %66: float32[R, 4, 3] = MatMul(%65, %55) {transB: true}
          %67: float32[R, 4, 3] = Mul(%66, %53)
          %68: bool[R, 4, 3] = Cast(%49) {to: "bool"}
          %69: float32[R, 4, 3] = Cast(%68) {to: "float32"}
          %70: float32[R, 4, 3] = Mul(%67, %69)
          %71: float32[R, 2, 3] = MatMul(%40, %70) {transA: true}
          %72: float32[R, 6] = Reshape(%71) {shape: ["R",6]}
          %73: float32[R, 3] = ReduceSum(%70) {axes: [1]}
          %74: float32[R, 3, 2] = MatMul(%54, %65) {transA: true}
          %75: float32[R, 6] = Reshape(%74) {shape: ["R",6]}
          %76: float32[R, 2] = ReduceSum(%65) {axes: [1]}
          %77: float32[R, 17] = Concat(%72, %73, %75, %76) {axis: 1}
          %78: float32[R, 17] = Add(%38, %77)
          %79: float32[R, 17] = Add(%37, %78)
          %80: float32[R, 17] = Mul(%36, %79)
          %81: float32[R, 17] = Sub(carried0#33, %80)
          %82: float32[R] = Gather(step/reach, iteration#32) {axis: 0}
          %83: float32[R, 1] = Reshape(%82) {shape: ["R",1]}
          %84: float32[R, 17] = Mul(%83, %29)
          %85: float32[R, 17] = Min(%81, %84)
          %86: float32[R, 17] = Neg(%84)
          %87: float32[R, 17] = Max(%85, %86)
          %88: float32[R, 17] = Sub(%81, %87)
          yield %88, %79
        %90: float32[R, 17] = Mul(%30, 0)
        %91: float32[R] = ReduceSum(%90) {axes: [1]}
        return out/small = %30
        return out/small/velocity = %31
        return finite = %91"
    `);
  });
});

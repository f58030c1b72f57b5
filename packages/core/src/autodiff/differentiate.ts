import { occamError, plainError } from "../errors.ts";
import { add, scalar } from "../graph/ops/index.ts";
import { orderNodes } from "../graph/order.ts";
import { formatShape, type Node, sameShape, type Value } from "../graph/value.ts";

/**
 * Gradients of a scalar with respect to `wrt`, as new values of the same graph: reverse-mode differentiation, one
 * vector-Jacobian product a node. Gradients are made of ordinary ops, so they can be differentiated again.
 * A value that the scalar does not depend on has no gradient (undefined).
 * @throws Error with code OCCAM_SHAPE when `of` is not a scalar, OCCAM_GRAPH when an op on the way has no derivative.
 */
export function differentiate(of: Value, wrt: readonly Value[]): readonly (Value | undefined)[] {
  if (of.shape.length !== 0) {
    throw occamError("OCCAM_SHAPE", {
      where: "differentiate",
      expected: "a scalar",
      received: formatShape(of.shape),
      fix: "sum or average it first",
    });
  }
  const order = orderNodes([of]);
  const needed = dependents(order, wrt);
  const gradients = new Map<Value, Value>([[of, scalar(1)]]);
  for (const node of [...order].reverse()) {
    if (needed.has(node)) propagate(node, gradients);
  }
  return wrt.map((value) => gradients.get(value));
}

/** Nodes on a path from `wrt`: only they need gradients. */
function dependents(order: readonly Node[], wrt: readonly Value[]): ReadonlySet<Node> {
  const sources = new Set(wrt);
  const needed = new Set<Node>();
  for (const node of order) {
    if (node.inputs.some((value) => sources.has(value) || needed.has(value.node))) needed.add(node);
  }
  return needed;
}

function propagate(node: Node, gradients: Map<Value, Value>): void {
  const incoming = node.outputs.map((output) => gradients.get(output));
  if (node.op.nondifferentiable || incoming.every((grad) => grad === undefined)) return;
  if (node.op.vjp === undefined) throw plainError("OCCAM_GRAPH", `${node.op.type} has no derivative.`);
  node.op.vjp(node, incoming).forEach((grad, i) => {
    if (grad === undefined) return;
    const value = node.inputs[i] as Value;
    requireShape(node, value, grad);
    const known = gradients.get(value);
    gradients.set(value, known === undefined ? grad : add(known, grad));
  });
}

function requireShape(node: Node, value: Value, grad: Value): void {
  if (sameShape(value.shape, grad.shape)) return;
  throw occamError("OCCAM_SHAPE", {
    where: `the derivative of ${node.op.type}`,
    expected: `a gradient of shape ${formatShape(value.shape)}`,
    received: formatShape(grad.shape),
  });
}

/**
 * Stands for onnxruntime-web in the built page. What its rooms train has a compiled form, so 14 MB of WebAssembly stay out of it. A graph that would need
 * them hears why they are not there.
 */
throw new Error("this page computes by the compiled engine alone, and the graph has no compiled form.");

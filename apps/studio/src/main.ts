import { mount } from "svelte";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/bar.css";
import "./styles/figures.css";
import Studio from "./studio.svelte";

mount(Studio, { target: document.body });

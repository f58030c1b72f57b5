/** Judges panels over and over while there is news, in pieces between which other work of the thread gets its turn. */
import type { TrainingPosition } from "@occam/core";
import type { Player, PlayerParts } from "./player.ts";
import { type Evidence, type PanelVerdict, verdictOf } from "./verdict.ts";

export interface Verdicts {
  /** Of which step they are. */
  readonly position: TrainingPosition;
  readonly panels: readonly PanelVerdict[];
}

export interface JudgeParts extends Pick<PlayerParts<unknown>, "onError" | "now" | "wait"> {
  readonly player: Pick<Player, "isPlaying" | "inTurn">;
  readonly read: () => Promise<Evidence>;
  readonly show: (verdicts: Verdicts) => void;
}

export interface Judge {
  /** There is news: judges it now, or after what it is about. */
  readonly look: () => void;
  /** Nothing more is read or shown. */
  readonly end: () => void;
}

/** While a training is played, judging takes at most this part of the time, and begins at most so often. */
const JUDGING_SHARE = 0.15;
const LEAST_MS = 500;
/** So late may it see that a training has paused. */
const PAUSE_MS = 50;

export function createJudge({ player, read, show, onError, now, wait }: JudgeParts): Judge {
  let isNews = false;
  let isJudging = false;
  let isOver = false;

  /** Undefined where it ended before. */
  const judgedPanels = async (evidence: Evidence): Promise<readonly PanelVerdict[] | undefined> => {
    const verdicts: PanelVerdict[] = [];
    for (const [panel] of evidence.panels.entries()) {
      const startMs = now();
      verdicts.push(verdictOf(evidence, panel));
      await wait(player.isPlaying() ? (now() - startMs) * (1 / JUDGING_SHARE - 1) : 0);
      if (isOver) return undefined;
    }
    return verdicts;
  };

  const judge = async (): Promise<void> => {
    isNews = false;
    const startMs = now();
    const evidence = await player.inTurn(read);
    const panels = await judgedPanels(evidence);
    if (panels === undefined) return;
    show({ position: evidence.position, panels });
    while (player.isPlaying() && now() < startMs + LEAST_MS) await wait(PAUSE_MS);
  };

  const judgeAll = async (): Promise<void> => {
    isJudging = true;
    try {
      while (isNews && !isOver) await judge();
    } finally {
      isJudging = false;
    }
  };

  return {
    look: () => {
      isNews = true;
      if (!isJudging) judgeAll().catch(onError);
    },
    end: () => {
      isOver = true;
    },
  };
}

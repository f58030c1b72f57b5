/** The losses of a panel along its training, thinned out where there are many. */

export interface Moment {
  readonly step: number;
  readonly epoch: number;
  /** In evaluation mode; penalty apart. */
  readonly train: number;
  readonly validation: number;
  readonly penalty: number;
}

export interface Course {
  readonly moments: () => readonly Moment[];
  /** What stood at as many or more steps was another training and goes. */
  readonly add: (moment: Moment) => void;
}

/** The first of the lowest validation loss. */
export function lowestMoment(moments: readonly Moment[]): Moment | undefined {
  const [first, ...rest] = moments;
  return first && rest.reduce((least, moment) => (moment.validation < least.validation ? moment : least), first);
}

const MOST = 400;

export function createCourse(): Course {
  let kept: readonly Moment[] = [];
  /** Steps between two kept moments, at least: longer whenever there are too many. The last one is always there. */
  let stride = 0;
  return {
    moments: () => kept,
    add: (moment) => {
      // From where it goes on there is room again.
      if ((kept.at(-1)?.step ?? 0) > moment.step) stride = 0;
      const before = kept.filter(({ step }) => step < moment.step);
      const last = before.at(-1);
      const isClose = last !== undefined && before.length > 1 && last.step - (before.at(-2)?.step ?? 0) < stride;
      kept = [...(isClose ? before.slice(0, -1) : before), moment];
      if (kept.length <= MOST) return;
      kept = kept.filter((_, i) => i % 2 === 0 || i === kept.length - 1);
      stride = moment.step / kept.length;
    },
  };
}

package org.temper.evaluation.offpolicy;

/** Eight rows of three actions, and what others compute from them. */
final class EightRows {
  static final int[] ACTIONS = {0, 1, 2, 0, 1, 2, 0, 1};
  static final double[] REWARDS = {1, 0, 1, 0, 1, 0, 1, 1};
  static final double[][] PROPENSITIES = {
    {.5, .3, .2}, {.2, .5, .3}, {.6, .3, .1}, {.25, .25, .5},
    {.4, .4, .2}, {.1, .1, .8}, {.7, .2, .1}, {.3, .05, .65}
  };
  static final double[][] TARGETS = {
    {.1, .2, .7}, {.3, .4, .3}, {.2, .3, .5}, {.5, .25, .25},
    {.1, .8, .1}, {.3, .3, .4}, {.6, .2, .2}, {.2, .6, .2}
  };
  static final double[][] MODELED = {
    {.6, .4, .2}, {.5, .1, .3}, {.2, .4, .7}, {.3, .2, .1},
    {.5, .8, .6}, {.4, .4, .2}, {.9, .5, .1}, {.3, .6, .2}
  };

  static final LoggedChoices CHOICES =
      LoggedChoices.of(ACTIONS, REWARDS, PROPENSITIES, TARGETS, MODELED);
  static final LoggedFeedback LOG = CHOICES.feedback();
  static final ModeledRewards MODEL = CHOICES.model();

  private EightRows() {}
}

package org.temper.evaluation.calibration;

/** The order among points of equal confidence, where points are ranked. */
public enum TieOrder {
  /**
   * That in which they were given, as a stable sort leaves them; so a metric depends on the order
   * of the rows.
   */
  GIVEN,
  /**
   * None: each point counts as the mean of its equals, which is the expectation over all orders of
   * them; so a metric does not depend on the order of the rows.
   */
  EXPECTED
}

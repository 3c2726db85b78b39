/**
 * Off-policy evaluation: what a policy would earn, from what another policy showed and with which
 * probability, by weighting, by a model of the rewards, and by both.
 */
@NullMarked
package org.temper.evaluation.offpolicy;

import org.jspecify.annotations.NullMarked;

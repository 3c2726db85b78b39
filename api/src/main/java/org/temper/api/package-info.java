/**
 * What every module of Temper speaks: policies and the batches they score, decoding sessions,
 * trajectories, rewards, verifiers, environments.
 *
 * <p>Conventions that hold everywhere. Index {@code t} of any {@code [B, T]} array belongs to
 * <em>token t</em>: its log-probability given the tokens before it, the value of the state in which
 * it was chosen. Nothing outside a model shifts by one, and the first token of a sequence is never
 * scored. Masks are named for what they keep, and true always means keep.
 */
@NullMarked
package org.temper.api;

import org.jspecify.annotations.NullMarked;

/**
 * Laws for policies, value models, rewards, verifiers, environments and losses; a gradient check;
 * and tiny implementations of each that a test can afford.
 *
 * <p>A law is a method that throws an {@link java.lang.AssertionError} naming what broke it. Laws
 * draw what they need from a seed, so that a failure repeats; call them from a Jupiter test with a
 * few seeds or from a jqwik property with any. All run on the default engine of DJL, which the
 * caller puts on the class path.
 */
@NullMarked
package org.temper.testkit;

import org.jspecify.annotations.NullMarked;

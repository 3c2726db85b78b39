/** Answers to questions of mathematics: found in a text, read, and compared by what they mean. */
@NullMarked
package org.temper.environments.verifiers.maths;

import org.jspecify.annotations.NullMarked;

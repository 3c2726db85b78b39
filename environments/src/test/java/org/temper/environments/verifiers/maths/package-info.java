/** Tests of the verifier of mathematical answers. */
@NullMarked
package org.temper.environments.verifiers.maths;

import org.jspecify.annotations.NullMarked;

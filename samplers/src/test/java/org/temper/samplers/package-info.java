/** Tests of decoding, and the tiny policy, codec and environment that they use. */
@NullMarked
package org.temper.samplers;

import org.jspecify.annotations.NullMarked;

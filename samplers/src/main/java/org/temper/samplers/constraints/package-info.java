/** Decoding that can only end in one of some known sequences: tries, beam search and sampling. */
@NullMarked
package org.temper.samplers.constraints;

import org.jspecify.annotations.NullMarked;

/** Decoder language models of the Llama family: scoring, sessions, value and reward models. */
@NullMarked
package org.temper.models.decoder;

import org.jspecify.annotations.NullMarked;

/** Tests of sequences made of users' events. */
@NullMarked
package org.temper.samplers.interactions.sequences;

import org.jspecify.annotations.NullMarked;

/** Tests of sequences made of users' events. */
@NullMarked
package org.temper.interactions.sequences;

import org.jspecify.annotations.NullMarked;

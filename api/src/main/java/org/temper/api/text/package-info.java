/** Text that policies read and write: its codec, and what is marked in it. */
@NullMarked
package org.temper.api.text;

import org.jspecify.annotations.NullMarked;

/** Conversations in the terminal. */
@NullMarked
package org.temper.cli.chat;

import org.jspecify.annotations.NullMarked;

/** Conversations of chat models, and the templates that make one text of them. */
@NullMarked
package org.temper.data.chat;

import org.jspecify.annotations.NullMarked;

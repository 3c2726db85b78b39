/** A small base model of conversations with tools, and what it is pretrained on. */
@NullMarked
package org.temper.cli.agent;

import org.jspecify.annotations.NullMarked;

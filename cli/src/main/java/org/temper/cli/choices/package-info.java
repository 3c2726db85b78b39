/** Multiple-choice questions that a model answers: prompts, scores, and figures. */
@NullMarked
package org.temper.cli.choices;

import org.jspecify.annotations.NullMarked;

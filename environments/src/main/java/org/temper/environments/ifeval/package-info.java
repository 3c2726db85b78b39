/** IFEval: prompts with instructions that a program can check, and the 25 checks. */
@NullMarked
package org.temper.environments.ifeval;

import org.jspecify.annotations.NullMarked;

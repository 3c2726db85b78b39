/** Models and data sets of the Hugging Face Hub in place of options' directories and files. */
@NullMarked
package org.temper.cli.hub;

import org.jspecify.annotations.NullMarked;

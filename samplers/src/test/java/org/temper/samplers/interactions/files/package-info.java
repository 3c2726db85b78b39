/** Tests of readers of interactions. */
@NullMarked
package org.temper.samplers.interactions.files;

import org.jspecify.annotations.NullMarked;

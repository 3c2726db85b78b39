/** Tests of readers of interactions. */
@NullMarked
package org.temper.interactions.files;

import org.jspecify.annotations.NullMarked;

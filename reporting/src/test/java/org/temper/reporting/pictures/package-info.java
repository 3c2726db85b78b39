/** Tests of pictures. */
@NullMarked
package org.temper.reporting.pictures;

import org.jspecify.annotations.NullMarked;

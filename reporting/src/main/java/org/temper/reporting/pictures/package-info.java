/** Pictures that are PNG and SVG alike, drawn without a display and, as SVG, without fonts. */
@NullMarked
package org.temper.reporting.pictures;

import org.jspecify.annotations.NullMarked;

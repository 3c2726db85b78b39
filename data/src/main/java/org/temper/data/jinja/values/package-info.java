/** Values as Python has them, with its operators, its texts of values and its methods. */
@NullMarked
package org.temper.data.jinja.values;

import org.jspecify.annotations.NullMarked;

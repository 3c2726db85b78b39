/** What values offer by name: items, attributes and methods, formats of texts, and JSON. */
@NullMarked
package org.temper.data.jinja.methods;

import org.jspecify.annotations.NullMarked;

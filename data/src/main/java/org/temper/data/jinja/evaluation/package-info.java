/** From a template's tree to a text: statements, expressions, filters, tests and functions. */
@NullMarked
package org.temper.data.jinja.evaluation;

import org.jspecify.annotations.NullMarked;

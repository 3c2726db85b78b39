/** From a template's source to its tree: tokens, expressions, statements and scopes. */
@NullMarked
package org.temper.data.jinja.syntax;

import org.jspecify.annotations.NullMarked;

/** Languages of texts, for checks that ask for one. */
@NullMarked
package org.temper.environments.ifeval.languages;

import org.jspecify.annotations.NullMarked;

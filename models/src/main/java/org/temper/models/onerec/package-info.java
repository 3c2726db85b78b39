/** OneRec's networks: policies that read a history once and generate what comes after it. */
@NullMarked
package org.temper.models.onerec;

import org.jspecify.annotations.NullMarked;

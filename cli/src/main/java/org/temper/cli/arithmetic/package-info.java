/**
 * Worded arithmetic: tasks such as "Ann has 23 pens. Ben gives Ann 45 more. How many pens does Ann
 * have?", their generator, a corpus to pretrain on, and a checker.
 */
@NullMarked
package org.temper.cli.arithmetic;

import org.jspecify.annotations.NullMarked;

package org.temper.data.jinja.syntax;

import com.google.common.collect.ImmutableList;

/** A variable, or several, that a value is assigned to. */
public sealed interface Target {
  /** A variable. */
  record Variable(String name) implements Target {}

  /** An attribute of a namespace. */
  record NamespaceAttribute(String namespace, String attribute) implements Target {}

  /** Several targets, for as many values. */
  record Unpacking(ImmutableList<Target> targets) implements Target {}
}

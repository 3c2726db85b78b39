package org.temper.data.jinja.values;

import java.util.Iterator;

/**
 * Keys, values or both of a dict.
 *
 * @param dict the dict
 * @param kind which of them
 */
public record DictView(Dict dict, Kind kind) {
  /** What a view shows. */
  public enum Kind {
    /** Keys. */
    KEYS,
    /** Values. */
    VALUES,
    /** Pairs of both. */
    ITEMS
  }

  /** The values in order. */
  public Iterator<Object> iterator() {
    return dict.entries().stream()
        .map(
            entry ->
                switch (kind) {
                  case KEYS -> entry.key();
                  case VALUES -> entry.value();
                  case ITEMS -> Tuple.of(entry.key(), entry.value());
                })
        .iterator();
  }

  /** The name of its type. */
  public String type() {
    return switch (kind) {
      case KEYS -> "dict_keys";
      case VALUES -> "dict_values";
      case ITEMS -> "dict_items";
    };
  }
}

package org.temper.interactions;

import static com.google.common.base.Preconditions.checkElementIndex;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The names of users or of items, as a log's source gives them; an id is a position among them. */
public final class Names {
  private final ImmutableList<String> names;
  private final Map<String, Integer> ids;

  private Names(ImmutableList<String> names, Map<String, Integer> ids) {
    this.names = names;
    this.ids = ids;
  }

  /** Of names that differ from each other. */
  static Names of(Iterable<String> names) {
    ImmutableList<String> list = ImmutableList.copyOf(names);
    ImmutableMap.Builder<String, Integer> ids = ImmutableMap.builderWithExpectedSize(list.size());
    for (int id = 0; id < list.size(); id++) {
      ids.put(list.get(id), id);
    }
    return new Names(list, ids.buildOrThrow());
  }

  /** These names at the given ids, in that order. */
  Names select(int[] kept) {
    ImmutableList.Builder<String> selected = ImmutableList.builderWithExpectedSize(kept.length);
    for (int id : kept) {
      selected.add(names.get(id));
    }
    return of(selected.build());
  }

  /**
   * What keeps a text from being a name. A file of names has one a line, so a name has no line
   * break.
   *
   * @param text a text
   * @return what was expected and what was found; empty where it can be a name
   */
  public static Optional<String> fault(String text) {
    if (text.isEmpty()) {
      return Optional.of("expected a name, got nothing");
    }
    OptionalInt bad = text.codePoints().filter(Names::isBad).findFirst();
    return bad.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.format(
                "expected a name without line breaks and control characters, got one with U+%04X",
                bad.getAsInt()));
  }

  /** Surrogates are those that stand alone. */
  private static boolean isBad(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }

  /**
   * How many there are.
   *
   * @return the number of ids, which run from 0 to below it
   */
  public int size() {
    return names.size();
  }

  /**
   * A name.
   *
   * @param id its id
   * @return the name
   * @throws IndexOutOfBoundsException if there is no such id
   */
  public String name(int id) {
    return names.get(checkElementIndex(id, names.size(), "id"));
  }

  /**
   * An id.
   *
   * @param name a name
   * @return its id; empty where the log does not know the name
   */
  public OptionalInt id(String name) {
    Integer id = ids.get(name);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /**
   * All names.
   *
   * @return by id
   */
  public ImmutableList<String> asList() {
    return names;
  }
}

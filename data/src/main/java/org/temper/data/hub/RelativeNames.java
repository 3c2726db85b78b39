package org.temper.data.hub;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Splitter;
import java.util.List;
import org.temper.api.Excerpt;

/** The check of names that become paths below a folder of the cache. */
final class RelativeNames {
  private static final int LONGEST = 1024;

  private RelativeNames() {}

  /**
   * Refuses a name that could lead out of the folder, or that means something else on another
   * system.
   *
   * @param what what errors call it
   * @param name names with {@code /} between them
   * @return the name
   * @throws IllegalArgumentException if it is refused
   */
  static String check(String what, String name) {
    List<String> parts = Splitter.on('/').splitToList(name);
    boolean within =
        name.length() <= LONGEST
            && parts.stream().noneMatch(part -> part.isEmpty() || part.matches("\\.{1,2}"))
            && name.chars().noneMatch(c -> c < ' ' || c == '\\' || c == ':' || c == 0x7f);
    checkArgument(
        within, "%s: expected a name within the repository, got %s", what, Excerpt.of(name));
    return name;
  }
}

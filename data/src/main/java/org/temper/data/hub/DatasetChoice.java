package org.temper.data.hub;

import com.google.common.collect.ImmutableList;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.temper.api.Excerpt;
import org.temper.data.hub.HubException.Reason;

/**
 * A choice of files of a data set.
 *
 * @param path what was chosen, in the repository: a file, a folder or a pattern
 * @param files the files that it means, sorted, at least one
 */
record DatasetChoice(String path, List<String> files) {
  private static final Pattern READABLE =
      Pattern.compile(".+\\.(?:parquet|(?:jsonl|csv|tsv|txt)(?:\\.gz)?)");
  private static final Pattern WILDCARD = Pattern.compile("[*?\\[{]");

  /** Copies. */
  DatasetChoice {
    files = ImmutableList.copyOf(files);
  }

  /**
   * What a name means.
   *
   * @param name its path is a file of any kind; a folder, of which it means the files beside one
   *     another whose names' ends a reader knows; or a pattern with {@code *}, which {@code **}
   *     crosses folders in; without a path it means the one file that a reader knows
   * @param all all files' names
   * @param where what errors say of where they are
   * @return the choice
   * @throws HubException if there is no such file, or a choice to make
   */
  static DatasetChoice of(HubName name, Collection<String> all, String where) throws HubException {
    List<String> readable = filter(all, DatasetChoice::isReadable);
    if (name.path().isPresent()) {
      String path = name.path().get();
      List<String> files = meant(path, all);
      if (files.isEmpty()) {
        throw new HubException(
            Reason.REFUSED,
            String.format(
                "%s: expected a file, a folder of files or a pattern %s, got none of that name; it"
                    + " has %s",
                name, where, Excerpt.ofAll(readable)));
      }
      return new DatasetChoice(path, files);
    }
    if (readable.size() != 1) {
      throw new HubException(
          Reason.REFUSED,
          String.format(
              "%s: expected one file of parquet, jsonl, csv, tsv or text %s, got %s",
              name,
              where,
              readable.isEmpty()
                  ? "none among " + Excerpt.ofAll(all)
                  : Excerpt.ofAll(readable) + "; choose with " + name + ":" + readable.get(0)));
    }
    return new DatasetChoice(readable.get(0), readable);
  }

  private static List<String> meant(String path, Collection<String> all) {
    if (all.contains(path)) {
      return List.of(path);
    }
    if (isPattern(path)) {
      PathMatcher matcher = matcher(path);
      return filter(all, file -> matcher.matches(Path.of(file)));
    }
    String folder = path + "/";
    return filter(
        all,
        file ->
            file.startsWith(folder) && file.indexOf('/', folder.length()) < 0 && isReadable(file));
  }

  private static PathMatcher matcher(String pattern) {
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "path: expected a file or a pattern, got " + Excerpt.of(pattern), e);
    }
  }

  private static List<String> filter(Collection<String> all, Predicate<String> kept) {
    return all.stream().filter(kept).sorted().toList();
  }

  private static boolean isReadable(String file) {
    return READABLE.matcher(file).matches();
  }

  /** Whether a path is a pattern. */
  static boolean isPattern(String path) {
    return WILDCARD.matcher(path).find();
  }
}

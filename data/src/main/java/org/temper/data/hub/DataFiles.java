package org.temper.data.hub;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/** The choice of a data set's files by name. */
final class DataFiles {
  private static final Pattern DATA =
      Pattern.compile("(?:.*/)?[^/]+\\.(?:parquet|(?:jsonl|csv|tsv|txt)(?:\\.gz)?)");

  private DataFiles() {}

  /** Those that a reader knows by their names' ends. */
  static List<String> readable(Collection<String> files) {
    return files.stream().filter(file -> DATA.matcher(file).matches()).sorted().toList();
  }

  /**
   * Those that a path means.
   *
   * @param files all files' names
   * @param path a file of any kind; a folder, of which it means the data files; or a pattern with
   *     {@code *}, which {@code **} crosses folders in
   * @return names, sorted
   */
  static List<String> chosen(Collection<String> files, String path) {
    if (files.contains(path)) {
      return List.of(path);
    }
    if (isPattern(path)) {
      PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + path);
      return files.stream().filter(file -> matcher.matches(Path.of(file))).sorted().toList();
    }
    String folder = path + "/";
    return readable(files.stream().filter(file -> file.startsWith(folder)).toList());
  }

  static boolean isPattern(String path) {
    return path.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
  }
}

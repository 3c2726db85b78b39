package org.temper.environments.sandbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The command lines that start sandboxes of one isolation.
 *
 * @param isolation the isolation
 * @param own whether a sandbox gets a user of its own, which root alone can give, or a user
 *     namespace
 * @param tools the programs of this machine
 * @param files what the pool has on disk
 */
record Launch(Isolation isolation, Ownership own, Toolchain tools, SandboxFiles files) {
  /** Whom the programs in a sandbox run as. */
  enum Ownership {
    /** A user that the machine has no other process of. */
    OWN_USER,
    /** The user of this JVM, in a user namespace without capabilities. */
    USER_NAMESPACE
  }

  /** What a sandbox serves. */
  enum Service {
    /** Python and shell programs. */
    SCRIPTS,
    /** Compiled Java programs. */
    JAVA,
    /** Java's compiler. */
    COMPILER
  }

  /** The signal that a job ends itself by where it runs out of memory: SIGRTMAX. */
  private static final int MEMORY_SIGNAL = 64;

  private static final long SCRATCH_BYTES = 64 << 20;
  private static final int SCRATCH_FILES = 8192;
  private static final String PROGRAMS = "/temper";
  private static final List<String> SCRATCH = List.of("/work", "/tmp", "/dev/shm");
  private static final List<String> DEVICES = List.of("null", "zero", "full", "random", "urandom");
  private static final long FEW_USERS = 1L << 31;
  private static final Splitter WORDS = Splitter.on(' ').omitEmptyStrings();
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What of the environment a program sees. */
  static Map<String, String> environment() {
    // Sets and dictionaries of Python iterate alike each time: a program gives what it gave before.
    return Map.of(
        "PATH", "/usr/local/bin:/usr/bin:/bin",
        "LANG", "C.UTF-8",
        // Else each thread reserves 64 MiB of the memory that a job may have.
        "MALLOC_ARENA_MAX", "2",
        "PYTHONHASHSEED", "0",
        "PYTHONUTF8", "1");
  }

  /**
   * The command of a new sandbox.
   *
   * @param service what it serves
   * @return the program and its arguments
   * @throws SandboxException if a program that it needs is not installed
   */
  List<String> command(Service service) {
    Map<Path, String> binds = binds(service);
    List<String> command = new ArrayList<>(prefix(binds));
    String programs = isolation == Isolation.BUBBLEWRAP ? PROGRAMS : files.programs().toString();
    command.addAll(List.of(tools.python().toString(), "-S", "-s", "-B"));
    command.add(programs + "/fork_server.py");
    command.add(setup(service, binds).toString());
    return command;
  }

  private List<String> prefix(Map<Path, String> binds) {
    return switch (isolation) {
      case UNISOLATED -> List.of();
      case UNSHARE -> unshare();
      case BUBBLEWRAP -> bubblewrap(binds);
    };
  }

  private List<String> unshare() {
    List<String> command = new ArrayList<>();
    command.add(installed("unshare", "util-linux"));
    command.addAll(
        List.of(
            "--mount", "--pid", "--net", "--ipc", "--uts", "--cgroup", "--fork", "--kill-child"));
    if (own == Ownership.USER_NAMESPACE) {
      command.addAll(List.of("--user", "--map-root-user"));
    }
    return command;
  }

  private List<String> bubblewrap(Map<Path, String> binds) {
    List<String> command = new ArrayList<>();
    command.add(installed("bwrap", "bubblewrap"));
    command.addAll(
        List.of(
            "--die-with-parent",
            "--new-session",
            "--as-pid-1",
            "--unshare-pid",
            "--unshare-net",
            "--unshare-ipc",
            "--unshare-uts",
            "--unshare-cgroup-try"));
    if (own == Ownership.USER_NAMESPACE) {
      // To mount scratch space of a bound size and number of files; the fork server drops both.
      command.addAll(
          List.of("--unshare-user", "--cap-add", "CAP_SYS_ADMIN", "--cap-add", "CAP_SETPCAP"));
    }
    directories(binds).forEach(directory -> command.addAll(List.of("--dir", directory)));
    binds.forEach(
        (source, target) -> command.addAll(List.of("--ro-bind", source.toString(), target)));
    links().forEach((link, target) -> command.addAll(List.of("--symlink", target, link)));
    for (String device : DEVICES) {
      command.addAll(List.of("--dev-bind", "/dev/" + device, "/dev/" + device));
    }
    command.addAll(List.of("--symlink", "/proc/self/fd", "/dev/fd"));
    int number = 0;
    for (String stream : List.of("stdin", "stdout", "stderr")) {
      command.addAll(List.of("--symlink", "/proc/self/fd/" + number++, "/dev/" + stream));
    }
    command.addAll(List.of("--proc", "/proc", "--remount-ro", "/"));
    return command;
  }

  /** All directories that have to be there, parents first: bubblewrap shuts those that it adds. */
  private static Set<String> directories(Map<Path, String> binds) {
    Set<String> directories = new LinkedHashSet<>();
    for (String target : binds.values()) {
      Path parent = Path.of(target).getParent();
      for (int depth = 1; parent != null && depth <= parent.getNameCount(); depth++) {
        directories.add("/" + parent.subpath(0, depth));
      }
    }
    directories.add("/dev");
    directories.addAll(SCRATCH);
    return directories;
  }

  private static String installed(String command, String from) {
    return Toolchain.command(command)
        .map(Path::toString)
        .orElseThrow(
            () ->
                new SandboxException(
                    command + ": not on the PATH; install it (apt-get install " + from + ")"));
  }

  /** What is seen of this machine's files, and where. */
  private Map<Path, String> binds(Service service) {
    Set<Path> sources = new LinkedHashSet<>();
    sources.add(Path.of("/usr"));
    for (String part : List.of("bin", "sbin", "lib", "lib32", "lib64")) {
      Path directory = Path.of("/", part);
      if (Files.isDirectory(directory) && !Files.isSymbolicLink(directory)) {
        sources.add(directory);
      }
    }
    for (String file : List.of("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime")) {
      if (Files.exists(Path.of(file))) {
        sources.add(Path.of(file));
      }
    }
    if (!tools.pythonFiles().startsWith("/usr")) {
      sources.add(tools.pythonFiles());
    }
    if (service != Service.SCRIPTS) {
      sources.addAll(Toolchain.javaFiles(javaHome()));
    }
    Map<Path, String> binds = new LinkedHashMap<>();
    sources.forEach(source -> binds.put(source, source.toString()));
    binds.put(files.programs(), PROGRAMS);
    return binds;
  }

  private static Map<String, String> links() {
    Map<String, String> links = new LinkedHashMap<>();
    for (String part : List.of("bin", "sbin", "lib", "lib32", "lib64")) {
      Path link = Path.of("/", part);
      if (Files.isSymbolicLink(link)) {
        try {
          links.put(link.toString(), Files.readSymbolicLink(link).toString());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return links;
  }

  private Path javaHome() {
    return tools
        .java()
        .orElseThrow(
            () ->
                new SandboxException(
                    "Java: expected a JDK to compile programs with, got a runtime without javac;"
                        + " start this JVM from a JDK"));
  }

  private ObjectNode setup(Service service, Map<Path, String> binds) {
    boolean isolated = isolation != Isolation.UNISOLATED;
    ObjectNode setup = JSON.createObjectNode();
    setup.put("isolated", isolated);
    setup.put("scratchBytes", SCRATCH_BYTES);
    setup.put("scratchFiles", SCRATCH_FILES);
    setup.put("memorySignal", MEMORY_SIGNAL);
    setup.put("memory", RunLimits.defaults().memoryBytes());
    ArrayNode scratch = setup.putArray("scratch");
    if (isolated) {
      SCRATCH.forEach(scratch::add);
    } else {
      scratch.add(files.newWork().toString());
    }
    if (isolated && own == Ownership.OWN_USER) {
      setup.put("user", newUser());
    } else {
      setup.putNull("user");
    }
    if (isolation == Isolation.UNSHARE) {
      setup.put("root", files.root().toString());
    } else {
      setup.putNull("root");
    }
    ArrayNode bound = setup.putArray("binds");
    binds.forEach((source, target) -> bound.addArray().add(source.toString()).add(target));
    ArrayNode linked = setup.putArray("links");
    links().forEach((link, target) -> linked.addArray().add(target).add(link));
    command(setup.putArray("java"), service == Service.JAVA ? runner() : List.of());
    command(setup.putArray("compiler"), service == Service.COMPILER ? compiler() : List.of());
    return setup;
  }

  private static void command(ArrayNode array, List<String> command) {
    command.forEach(array::add);
  }

  private List<String> runner() {
    return jvm(
        "-Xmx{heap}m", "ProgramRunner", "-XX:OnOutOfMemoryError=kill -" + MEMORY_SIGNAL + " %p");
  }

  private List<String> compiler() {
    return jvm("-Xmx256m", "SourceCompiler", "-Xss4m");
  }

  private List<String> jvm(String heap, String program, String further) {
    return List.of(
        javaHome().resolve("bin/java").toString(),
        heap,
        further,
        "-Xshare:auto",
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-XX:ReservedCodeCacheSize=48m",
        "-XX:CompressedClassSpaceSize=64m",
        "-XX:MaxMetaspaceSize=128m",
        "-XX:-UsePerfData",
        "-XX:+DisableAttachMechanism",
        "-XX:ErrorFile=/dev/null",
        "-Dfile.encoding=UTF-8",
        "-cp",
        isolation == Isolation.UNISOLATED ? files.programs().toString() : PROGRAMS,
        Launch.class.getPackageName() + ".jvm." + program);
  }

  /** Whether this JVM is root, so that it can give a sandbox a user of its own. */
  static boolean isRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)
          && userIds().isPresent();
    } catch (IOException e) {
      // There is nothing of Linux here.
      return false;
    }
  }

  /** How many users there are in the user namespace of this JVM. */
  private static OptionalLong userIds() {
    try {
      return Files.readAllLines(Path.of("/proc/self/uid_map")).stream()
          .map(WORDS::splitToList)
          .filter(extent -> extent.get(0).equals("0"))
          .mapToLong(extent -> Math.min(FEW_USERS, Long.parseLong(extent.get(2))))
          .filter(count -> count >= SCRATCH_FILES)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** A user above those that systems hand out. */
  private static long newUser() {
    long count = userIds().orElseThrow();
    return count / 2 + ThreadLocalRandom.current().nextLong(count / 4);
  }
}

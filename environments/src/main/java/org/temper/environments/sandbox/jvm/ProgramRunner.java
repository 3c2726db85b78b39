package org.temper.environments.sandbox.jvm;

import java.io.DataInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A JVM for one program: it starts ahead of time, waits for classes on standard input, and leaves
 * what follows them to the program.
 */
public final class ProgramRunner {
  private static final int READY = 'r';

  private ProgramRunner() {}

  /** The classes of a program. */
  private static final class Classes extends ClassLoader {
    private final Map<String, byte[]> code;

    private Classes(Map<String, byte[]> code) {
      super(ProgramRunner.class.getClassLoader());
      this.code = code;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte @Nullable [] bytes = code.get(name);
      if (bytes == null) {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, bytes, 0, bytes.length);
    }
  }

  /**
   * Runs a program.
   *
   * @param args none
   * @throws Throwable what the program throws
   */
  public static void main(String[] args) throws Throwable {
    new FileOutputStream(FileDescriptor.out).write(READY);
    // Not buffered: what comes after the classes is the program's.
    DataInputStream in = new DataInputStream(new FileInputStream(FileDescriptor.in));
    List<String> candidates = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      candidates.add(in.readUTF());
    }
    Classes classes = new Classes(readClasses(in));
    Thread.currentThread().setContextClassLoader(classes);
    Method main = main(classes, candidates);
    try {
      main.invoke(null, (Object) new String[0]);
    } catch (InvocationTargetException e) {
      throw ofTheProgram(e.getCause(), main.getDeclaringClass().getName());
    }
  }

  private static Map<String, byte[]> readClasses(DataInputStream in) throws IOException {
    Map<String, byte[]> code = new TreeMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      String name = in.readUTF();
      code.put(name, in.readNBytes(in.readInt()));
    }
    return code;
  }

  private static Method main(Classes classes, List<String> candidates)
      throws ClassNotFoundException {
    for (String candidate : candidates) {
      try {
        Method main = classes.loadClass(candidate).getDeclaredMethod("main", String[].class);
        if (Modifier.isStatic(main.getModifiers()) && Modifier.isPublic(main.getModifiers())) {
          main.setAccessible(true);
          return main;
        }
      } catch (NoSuchMethodException e) {
        // The next one may have it.
      }
    }
    throw new IllegalArgumentException(
        "source: expected a class with public static void main(String[]), got " + candidates);
  }

  /** Without the frames below its main. */
  private static Throwable ofTheProgram(@Nullable Throwable thrown, String type) {
    if (thrown == null) {
      return new IllegalStateException();
    }
    StackTraceElement[] frames = thrown.getStackTrace();
    int kept = frames.length;
    while (kept > 0 && !frames[kept - 1].getClassName().equals(type)) {
      kept--;
    }
    if (kept > 0) {
      thrown.setStackTrace(Arrays.copyOf(frames, kept));
    }
    return thrown;
  }
}

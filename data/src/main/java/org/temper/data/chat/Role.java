package org.temper.data.chat;

import com.google.common.base.Ascii;
import java.util.Arrays;
import java.util.Optional;

/** The writer of a message. */
public enum Role {
  /** Whoever sets the assistant up. */
  SYSTEM,
  /** Whoever sets the assistant up, as newer models call it. */
  DEVELOPER,
  /** Whoever talks with the assistant. */
  USER,
  /** The model. */
  ASSISTANT,
  /** A tool that the assistant called. */
  TOOL;

  /**
   * The role's name in files and templates.
   *
   * @return such as {@code user}
   */
  public String label() {
    return Ascii.toLowerCase(name());
  }

  /**
   * A role by its name.
   *
   * @param label such as {@code user}
   * @return the role; empty where there is none of this name
   */
  public static Optional<Role> of(String label) {
    return Arrays.stream(values()).filter(role -> role.label().equals(label)).findFirst();
  }
}

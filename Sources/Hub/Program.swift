/// What this build is.
enum Program {
    /// Shown by `--version`, and to shops in the user agent.
    static let version = "0.1.0"
}

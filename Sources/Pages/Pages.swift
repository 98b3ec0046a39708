/// View models in, HTML out. No HTTP, no tables, no clock: a view says what time it is.
///
/// Every page reads well without script; `live.js` only keeps the board fresh. No page loads anything from another
/// host, and none holds inline script or style, so that `contentSecurityPolicy` can be as short as it is.
public enum Pages {
    /// The `Content-Security-Policy` every page is written for.
    public static let contentSecurityPolicy = [
        "default-src 'none'", "style-src 'self'", "script-src 'self'", "connect-src 'self'", "img-src 'self' data:",
        "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    /// The live page: SKU × shop, wanted and observed, and what just happened.
    public static func board(_ view: BoardView) -> String { self.shelf.render(view.drawing, with: "board") }

    /// "Why is it 3?" for one SKU.
    public static func story(_ view: StoryView) -> String { self.shelf.render(view.drawing, with: "story") }

    /// Every change a decision would cause, before it is applied, or after.
    public static func plan(_ view: PlanView) -> String { self.shelf.render(view.drawing, with: "plan") }

    /// Every connection's health, with reasons and ways out.
    public static func connections(_ view: ConnectionsView) -> String {
        self.shelf.render(view.drawing, with: "connections")
    }

    /// What went wrong and what to do about it.
    public static func error(_ view: ErrorView) -> String { self.shelf.render(view.drawing, with: "error") }

    /// What came of a merchant's consent at a channel.
    public static func consent(_ view: ConsentView) -> String { self.shelf.render(view.drawing, with: "consent") }

    private static let shelf: TemplateShelf = {
        do { return try TemplateShelf() } catch {
            preconditionFailure("a template that is compiled in cannot be read: \(error)")
        }
    }()
}

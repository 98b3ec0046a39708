/// View models in, HTML out. No HTTP, no tables, no clock: a view says what time it is.
///
/// Every page reads well without script; `live.js` only keeps the board fresh. No page loads anything from another
/// host, and none holds inline script or style, so that `contentSecurityPolicy` can be as short as it is.
public enum Pages {
    /// The `Content-Security-Policy` every page is written for.
    public static let contentSecurityPolicy = Self.contentSecurityPolicy(framedBy: ["'none'"])

    /// The same for a page that is shown within others.
    ///
    /// - Parameter ancestors: Their origins.
    public static func contentSecurityPolicy(framedBy ancestors: [String]) -> String {
        [
            "default-src 'none'", "style-src 'self'", "script-src 'self'", "connect-src 'self'",
            "img-src 'self' data:", "base-uri 'none'", "form-action 'self'",
            "frame-ancestors \(ancestors.joined(separator: " "))",
        ].joined(separator: "; ")
    }

    /// The live page: SKU × shop, wanted and observed, and what just happened.
    public static func board(_ view: BoardView, for viewer: ViewerBar? = nil) -> String {
        self.draw(view.drawing, with: "board", for: viewer)
    }

    /// "Why is it 3?" for one SKU.
    public static func story(_ view: StoryView, for viewer: ViewerBar? = nil) -> String {
        self.draw(view.drawing, with: "story", for: viewer)
    }

    /// Every change a decision would cause, before it is applied, or after.
    public static func plan(_ view: PlanView, for viewer: ViewerBar? = nil) -> String {
        self.draw(view.drawing, with: "plan", for: viewer)
    }

    /// Every connection's health, with reasons and ways out.
    public static func connections(_ view: ConnectionsView, for viewer: ViewerBar? = nil) -> String {
        self.draw(view.drawing, with: "connections", for: viewer)
    }

    /// What went wrong and what to do about it.
    public static func error(_ view: ErrorView, for viewer: ViewerBar? = nil) -> String {
        self.draw(view.drawing, with: "error", for: viewer)
    }

    /// One thing to be filled in: signing in, setting up, choosing a password.
    public static func form(_ view: FormView, for viewer: ViewerBar? = nil) -> String {
        self.draw(view.page, with: "form", for: viewer)
    }

    /// A member's own account: profile, password, second factor, sessions.
    public static func account(_ view: AccountPage, for viewer: ViewerBar? = nil) -> String {
        self.draw(view.drawing, with: "account", for: viewer)
    }

    /// Who belongs to the workspace, and who was asked in.
    public static func members(_ view: MembersPage, for viewer: ViewerBar? = nil) -> String {
        self.draw(view.drawing, with: "members", for: viewer)
    }

    /// Who did what in the workspace, and what was unusual.
    public static func audit(_ view: AuditPage, for viewer: ViewerBar? = nil) -> String {
        self.draw(view.drawing, with: "audit", for: viewer)
    }

    /// Where units lie.
    public static func locations(_ view: LocationsPage, for viewer: ViewerBar? = nil) -> String {
        self.draw(view.drawing, with: "locations", for: viewer)
    }

    /// What lies at one place.
    public static func location(_ view: LocationPage, for viewer: ViewerBar? = nil) -> String {
        self.draw(view.drawing, with: "location", for: viewer)
    }

    /// Orders of all shops.
    public static func diagnostics(_ view: DiagnosticsPage, for viewer: ViewerBar? = nil) -> String {
        self.draw(view.drawing, with: "diagnostics", for: viewer)
    }

    public static func orders(_ view: OrdersPage, for viewer: ViewerBar? = nil) -> String {
        self.draw(view.drawing, with: "orders", for: viewer)
    }

    /// One order with its lines, returns and parcels.
    public static func order(_ view: OrderPage, for viewer: ViewerBar? = nil) -> String {
        self.draw(view.drawing, with: "order", for: viewer)
    }

    /// What people ask about the data held of them.
    public static func requests(_ view: RequestsPage, for viewer: ViewerBar? = nil) -> String {
        self.draw(view.drawing, with: "requests", for: viewer)
    }

    /// What came of a merchant's consent at a channel.
    public static func consent(_ view: ConsentView) -> String { self.shelf.render(view.drawing, with: "consent") }

    private static func draw(_ drawing: Drawing, with name: String, for viewer: ViewerBar?) -> String {
        var drawing = drawing
        if let viewer { drawing["viewer"] = viewer.drawing }
        return self.shelf.render(drawing, with: name)
    }

    private static let shelf: TemplateShelf = {
        do { return try TemplateShelf() } catch {
            preconditionFailure("a template that is compiled in cannot be read: \(error)")
        }
    }()
}

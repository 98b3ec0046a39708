import Operations

/// Which permission each address asks for, written out a second time: what the program does is compared with it.
enum Rights {
    static let needed: [String: Permission] = [
        Permission.look: [
            "GET /api/v0/workspaces", "GET /api/v0/connections", "GET /api/v0/connections/{name}",
            "GET /api/v0/connections/authorize/{id}", "GET /api/v0/stock", "GET /api/v0/stock/{sku}",
            "GET /api/v0/orders", "GET /api/v0/orders/{order}", "GET /api/v0/plans", "GET /api/v0/plans/{id}",
            "GET /api/v0/mapping", "GET /api/v0/imports", "GET /api/v0/imports/{id}", "GET /api/v0/events",
            "GET /api/v0/finances", "GET /api/v0/diagnostics", "GET /diagnostics",
            "GET /", "GET /sku/{sku}", "GET /plans/{id}", "GET /connections", "GET /live",
            "GET /locations", "GET /locations/{location}", "GET /orders", "GET /orders/{order}", "GET /privacy",
        ],
        .change: [
            "PUT /api/v0/stock/{sku}", "POST /api/v0/stock/{sku}/adjustments", "POST /api/v0/stock/{sku}/transfers",
            "PUT /api/v0/prices/{sku}", "PUT /api/v0/policy", "PUT /api/v0/policy/{sku}", "POST /api/v0/plans",
            "POST /api/v0/plans/{id}/apply", "POST /api/v0/plans/{id}/undo", "DELETE /api/v0/plans/{id}",
            "POST /api/v0/mapping/links", "POST /api/v0/imports",
            "POST /api/v0/orders/{order}/cancellation", "POST /api/v0/orders/{order}/refunds",
        ],
        .ship: ["POST /api/v0/orders/{order}/shipments"],
        .connect: [
            "POST /api/v0/connections", "POST /api/v0/connections/authorize",
            "POST /api/v0/connections/session",
            "PUT /api/v0/connections/{name}/webhook-secret", "POST /api/v0/connections/{name}/pause",
            "POST /api/v0/connections/{name}/resume", "POST /api/v0/connections/{name}/import",
            "POST /api/v0/connections/{name}/sync",
        ],
        .own: ["POST /api/v0/workspaces"],
        .lookAtMembers: ["GET /members"],
        .manageMembers: [
            "GET /api/v0/export", "GET /export", "POST /members/invitations", "POST /members/invitations/{id}/withdraw",
            "POST /members/{id}/role", "POST /members/{id}/remove", "POST /audit/access", "POST /suspended",
        ],
        .audit: [
            "GET /api/v0/audit", "GET /api/v0/alarms", "POST /api/v0/alarms/{id}/reviews", "GET /audit",
            "POST /audit/alarms/{id}",
        ],
    ].reduce(into: [:]) { all, group in for route in group.value { all[route] = group.key } }

    /// What is every member's own, whatever their role.
    static let ofAnyMember: Set<String> = [
        "POST /members/leave", "GET /terms/accept", "POST /terms/accept", "GET /account", "POST /account/sessions",
        "POST /account/tokens", "POST /account/tokens/revoke", "GET /suspended", "POST /workspace",
        "POST /account/profile", "POST /account/verify", "POST /account/password", "GET /account/second-factor",
        "POST /account/second-factor", "POST /account/second-factor/off", "POST /account/recovery-codes",
    ]

    /// Doors: who comes to them is nobody yet, or a machine.
    static let ofEverybody: Set<String> = [
        "GET /healthz", "GET /readyz", "GET /metrics", "GET /assets/{name}", "POST /hooks/{route}",
        "POST /hooks/app/{channel}", "GET /hooks/app/{channel}", "GET /oauth/callback/{channel}",
        "GET /embed/{channel}", "GET /sign-in",
        "POST /sign-in",
        "GET /sign-in/code", "POST /sign-in/code", "POST /sign-out", "GET /enter", "GET /setup", "POST /setup",
        "GET /join", "POST /join", "GET /forgotten", "POST /forgotten", "GET /reset", "POST /reset", "GET /verify",
        "POST /verify", "GET /terms",
    ]
}

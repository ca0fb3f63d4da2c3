/// What the SSH library that this trawl runs with is, and what it lacks.
enum LibraryCheckup {
    static func findings() -> [Finding] { [] }
}

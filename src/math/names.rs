//! Names to offer for misspelt ones: what is common in formulas, not all that is known.

use super::macros;

/// Commands without their backslash.
pub(super) fn commands() -> impl Iterator<Item = &'static str> {
    COMMANDS.split_whitespace().chain(macros::names())
}

/// Environments.
pub(super) fn environments() -> impl Iterator<Item = &'static str> {
    ENVIRONMENTS.split_whitespace()
}

const COMMANDS: &str = "
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi
    rho sigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi
    Psi Omega
    frac dfrac tfrac cfrac binom sqrt sum prod coprod int iint iiint oint bigcup bigcap bigoplus
    bigotimes lim limsup liminf max min sup inf arg det dim exp gcd hom ker lg ln log Pr sin cos tan
    cot sec csc arcsin arccos arctan sinh cosh tanh operatorname mathop limits nolimits
    left right middle big Big bigg Bigg bigl bigr langle rangle lfloor rfloor lceil rceil lvert
    rvert lVert rVert vert Vert
    leq geq neq approx equiv sim simeq cong propto ll gg prec succ subset supset subseteq supseteq
    in ni notin perp parallel mid nmid models vdash
    plus times div cdot pm mp ast star circ bullet oplus otimes odot wedge vee cap cup setminus
    to gets mapsto rightarrow leftarrow leftrightarrow Rightarrow Leftarrow Leftrightarrow
    longrightarrow longleftarrow Longrightarrow implies impliedby iff hookrightarrow uparrow
    downarrow xrightarrow xleftarrow
    forall exists nexists neg land lor infty partial nabla emptyset varnothing ell hbar Re Im aleph
    prime dagger angle triangle square ldots cdots vdots ddots dots
    hat widehat tilde widetilde bar overline underline vec dot ddot overbrace underbrace overset
    underset stackrel overrightarrow cancel phantom vphantom hphantom smash
    mathbb mathbf mathcal mathfrak mathit mathrm mathscr mathsf mathtt boldsymbol bm text textbf
    textit textrm textsf texttt displaystyle textstyle scriptstyle color textcolor colorbox boxed
    quad qquad hspace tag label eqref begin end newcommand def pmod bmod not
    rlap llap mathrlap mathllap mathclap fbox fcolorbox";

const ENVIRONMENTS: &str = "
    align align* aligned alignat alignedat array bmatrix Bmatrix cases dcases equation equation*
    gather gather* gathered matrix multline pmatrix rcases smallmatrix split subarray vmatrix Vmatrix";

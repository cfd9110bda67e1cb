//! How what people wait for grows with the past of a desk: the same questions to desks of more and more conversations.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use plotters::{
    prelude::*,
    style::text_anchor::{HPos, Pos, VPos},
};
use store::Location;

use crate::{
    cast::{self, words},
    desk::{self, Desk},
    http::{Connection, compressed, request},
    past::{self, Dice},
    server::{Place, Server},
    table::{Row, Table},
    timing::{Ms, Spread, Times},
    usage,
};

/// How often the server is started at each size.
const STARTS: usize = 5;
/// Fewest times that something is asked.
const ASKED_MIN: usize = 200;

/// What is asked, and how long it may take at the 99th percentile, where that was said.
struct Asked {
    name: &'static str,
    ms_max: u32,
}

const START: Asked = Asked { name: "start to ready", ms_max: 1000 };
const LIST: Asked = Asked { name: "the desk: the list of who waits", ms_max: 20 };
const OPEN: Asked = Asked { name: "a conversation, any of all", ms_max: 20 };
const CUSTOMER: Asked = Asked { name: "a customer’s page, any of all", ms_max: 20 };
const PALETTE: Asked = Asked { name: "the palette, by an order’s number", ms_max: 100 };
const SEARCHES: [(&str, Search); 7] = [
    ("search: an order’s number", Search::Order),
    ("search: a word that is in one of a thousand messages", Search::Word(150)),
    ("search: the most frequent word", Search::Word(1)),
    ("search: two frequent words", Search::Words(2, 3)),
    ("search: somebody’s name", Search::Name),
    ("search: a word, in what has a tag", Search::Tagged(20)),
    ("search: a word, before a day", Search::Before(10)),
];

/// What somebody types who searches.
#[derive(Clone, Copy)]
enum Search {
    Order,
    Word(u64),
    Words(u64, u64),
    Name,
    Tagged(u64),
    Before(u64),
}

impl Search {
    fn typed(self, dice: &mut Dice, conversations: usize) -> String {
        let any = usize::try_from(dice.below(conversations as u64)).unwrap_or(0);
        match self {
            Self::Order => past::order(any),
            Self::Word(rank) => past::word(rank),
            Self::Words(one, other) => format!("{} {}", past::word(one), past::word(other)),
            Self::Name => past::name(any / 3),
            Self::Tagged(rank) => {
                format!("tag:{} {}", past::word(60 + dice.below(40)), past::word(rank))
            }
            Self::Before(rank) => format!("before:2025-01-01 {}", past::word(rank)),
        }
    }
}

/// What was measured at one size.
struct Point {
    name: &'static str,
    conversations: usize,
    p99: Duration,
}

/// Measures desks of each of these sizes, and draws them.
pub(crate) async fn measure(
    place: &Place,
    sizes: &[usize],
    length: Duration,
    plot: Option<&Path>,
    table: &mut Table,
) -> Result<()> {
    let mut points = Vec::new();
    for &conversations in sizes {
        let folder = place.folder.join(format!("past-{conversations}"));
        std::fs::create_dir(&folder)?;
        let of_size = Place { folder, ..place.clone() };
        let desk = write(&of_size, conversations).await?;
        let count = conversations * past::MESSAGES_EACH;
        table.group(format!("Past: {conversations} conversations, about {count} messages"));
        let (p, t) = (&mut points, &mut *table);
        Size { place: &of_size, desk: &desk, conversations, length }.measure(p, t).await?;
        std::fs::remove_dir_all(&of_size.folder)?;
    }
    match plot {
        Some(file) => draw(file, &points).context("the plot could not be drawn"),
        None => Ok(()),
    }
}

/// Opens a desk and gives it a past.
async fn write(place: &Place, conversations: usize) -> Result<Desk> {
    let server = Server::start(place).await?;
    let desk = desk::open(&server, 20).await?;
    server.stop().await?;
    let location = match &place.database {
        Some(url) => Location::Postgres(url.clone()),
        None => Location::Sqlite(place.folder.join("data/bliss.db")),
    };
    past::write(location, conversations).await?;
    Ok(desk)
}

/// A desk that is measured.
struct Size<'a> {
    place: &'a Place,
    desk: &'a Desk,
    conversations: usize,
    length: Duration,
}

impl Size<'_> {
    async fn measure(&self, points: &mut Vec<Point>, table: &mut Table) -> Result<()> {
        let mut keep = |asked: &Asked, spread: Spread| {
            points.push(Point {
                name: asked.name,
                conversations: self.conversations,
                p99: spread.p99,
            });
        };
        let mut starts = Times::default();
        for _ in 0..STARTS {
            let from = Instant::now();
            let server = Server::start_quickly(self.place).await?;
            Connection::open(server.address)
                .await?
                .ask(&request("GET", "/readyz", "", &[]))
                .await?
                .expect(200)?;
            starts.add(from.elapsed());
            server.stop().await?;
        }
        let spread = starts.spread();
        keep(&START, spread);
        table.add(row(&START, spread).note(format!("{STARTS} starts")));

        let server = Server::start(self.place).await?;
        let cookie = &self.desk.agents.first().context("nobody is on the desk")?.cookie;
        let mut connection = Connection::open(server.address).await?;
        let dice = &mut Dice(42);
        let get = |path: &str| request("GET", path, cookie, &[]);

        let list = get("/desk");
        let page = connection.ask(&compressed(&list)).await?.expect(200)?;
        let kb = page.size().div_ceil(1024);
        let spread = self.ask(&mut connection, || list.clone()).await?;
        keep(&LIST, spread);
        table.add(row(&LIST, spread).note(format!("{kb} KB compressed")));

        let any = |dice: &mut Dice| dice.below(self.conversations as u64) + 1;
        let spread =
            self.ask(&mut connection, || get(&format!("/conversations/{}", any(dice)))).await?;
        keep(&OPEN, spread);
        table.add(row(&OPEN, spread));
        let customer = |dice: &mut Dice| any(dice).div_ceil(3);
        let spread =
            self.ask(&mut connection, || get(&format!("/customers/{}", customer(dice)))).await?;
        table.add(row(&CUSTOMER, spread));
        let order = |dice: &mut Dice| Search::Order.typed(dice, self.conversations);
        let spread =
            self.ask(&mut connection, || get(&format!("/palette?q={}", order(dice)))).await?;
        table.add(row(&PALETTE, spread));

        let mut worst = Spread::default();
        for (name, search) in SEARCHES {
            let asked = Asked { name, ms_max: 100 };
            let typed = |dice: &mut Dice| {
                let typed = search.typed(dice, self.conversations);
                get(&format!("/search?q={}", typed.replace(' ', "+").replace(':', "%3A")))
            };
            let spread = self.ask(&mut connection, || typed(dice)).await?;
            table.add(row(&asked, spread));
            if spread.p99 > worst.p99 {
                worst = spread;
            }
        }
        keep(&SLOWEST_SEARCH, worst);

        let visitor = cast::visitors("past", 1).remove(0);
        let mut number = 0;
        let spread = self
            .ask(&mut connection, || {
                number += 1;
                let text = words(&format!("NEW-{number}"));
                visitor.message(&self.desk.inbox, &format!("past-{number:08}"), &text)
            })
            .await?;
        keep(&MESSAGE, spread);
        table.add(row(&MESSAGE, spread));
        let memory = usage::memory(server.id()?)?;
        let note = format!(
            "{} MB of its own, {} MB with what is mapped of the database; the database has {} MB",
            memory.own_kb / 1024,
            memory.all_kb / 1024,
            self.database_mb()
        );
        table.add(Row::new("memory").note(note));
        server.stop().await
    }

    /// Asks one thing after the other, for the length of a row.
    async fn ask(
        &self,
        connection: &mut Connection,
        mut next: impl FnMut() -> Vec<u8>,
    ) -> Result<Spread> {
        let mut times = Times::default();
        let begin = Instant::now();
        let mut count = 0;
        while begin.elapsed() < self.length || count < ASKED_MIN {
            let request = next();
            let from = Instant::now();
            let answer = connection.ask(&request).await?;
            times.add(from.elapsed());
            answer.expect_well()?;
            count += 1;
        }
        Ok(times.spread())
    }

    fn database_mb(&self) -> u64 {
        let files = ["data/bliss.db", "data/bliss.db-wal"].map(|name| self.place.folder.join(name));
        files.iter().filter_map(|file| Some(file.metadata().ok()?.len())).sum::<u64>() >> 20
    }
}

const SLOWEST_SEARCH: Asked = Asked { name: "the slowest kind of search", ms_max: 100 };
const MESSAGE: Asked = Asked { name: "a visitor’s message, acknowledged", ms_max: 20 };

fn row(asked: &Asked, spread: Spread) -> Row {
    let most = Duration::from_millis(asked.ms_max.into());
    let missed =
        if spread.p99 > most { format!(" (more than {})", Ms(most)) } else { String::new() };
    Row::new(format!("{}{missed}", asked.name)).times(spread).errors(0)
}

/// Draws the 99th percentiles over the sizes, both in powers of ten.
fn draw(file: &Path, points: &[Point]) -> Result<()> {
    let sizes: Vec<f64> = points.iter().map(|point| point.conversations as f64).collect();
    let from = sizes.iter().copied().fold(f64::INFINITY, f64::min);
    let to = sizes.iter().copied().fold(0.0, f64::max);
    let area = SVGBackend::new(file, (860, 460)).into_drawing_area();
    area.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&area)
        .margin(16)
        .margin_right(250)
        .x_label_area_size(44)
        .y_label_area_size(70)
        .build_cartesian_2d((from..to).log_scale(), (0.5..2000.0).log_scale())?;
    chart
        .configure_mesh()
        .x_desc("conversations")
        .y_desc("99th percentile, ms")
        .x_label_formatter(&|size| format!("{size:.0}"))
        .y_label_formatter(&|ms| format!("{ms}"))
        .light_line_style(WHITE.mix(0.0))
        .bold_line_style(BLACK.mix(0.12))
        .label_style(("sans-serif", 14))
        .draw()?;
    let colours = [
        RGBColor(178, 97, 0),
        RGBColor(0, 95, 115),
        RGBColor(120, 40, 140),
        RGBColor(160, 30, 40),
        RGBColor(40, 110, 40),
    ];
    let plotted = [START, LIST, OPEN, SLOWEST_SEARCH, MESSAGE];
    for (asked, colour) in plotted.into_iter().zip(colours) {
        let line: Vec<(f64, f64)> = points
            .iter()
            .filter(|point| point.name == asked.name)
            .map(|point| (point.conversations as f64, point.p99.as_secs_f64() * 1000.0))
            .collect();
        let Some(&last) = line.last() else { continue };
        chart.draw_series(LineSeries::new(line.iter().copied(), colour.stroke_width(2)))?;
        chart.draw_series(line.iter().map(|&point| Circle::new(point, 3, colour.filled())))?;
        let style = ("sans-serif", 14).into_font().color(&colour);
        let (x, y) = chart.backend_coord(&last);
        area.draw(&Text::new(
            asked.name,
            (x + 10, y),
            style.pos(Pos::new(HPos::Left, VPos::Center)),
        ))?;
    }
    Ok(area.present()?)
}
